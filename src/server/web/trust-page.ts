import { createHash, X509Certificate } from 'node:crypto'
import type { WebFile } from '../../lib/web-files.ts'
import { fingerprintWords } from '../../protocol/fingerprint.ts'

/** Paths of the page about the certificate, and of the certificate itself. Both are also served without encryption. */
export const TRUST_PATH = '/trust'
export const AUTHORITY_PATH = '/parlor-authority.crt'

/** How the certificate is installed, by system. */
const STEPS: readonly (readonly [string, string])[] = [
  [
    'Windows (Edge, Chrome)',
    'Open the downloaded file, choose “Install Certificate”, “Current User”, “Place all certificates in the following store”, and there “Trusted Root Certification Authorities”.',
  ],
  [
    'macOS (Safari, Chrome)',
    'Open the downloaded file: Keychain Access adds it to “login”. Double-click it there, open “Trust”, and choose “Always Trust”.',
  ],
  [
    'iPhone and iPad',
    'After the download, open Settings, “Profile Downloaded”, “Install”. Then open Settings, General, About, “Certificate Trust Settings”, and switch it on.',
  ],
  [
    'Android (Chrome)',
    'Open Settings, search for “CA certificate”, choose “Install anyway”, and select the downloaded file.',
  ],
  [
    'Firefox',
    'Open Settings, Privacy & Security, “View Certificates”, Authorities, “Import”, and choose “Trust this CA to identify websites”.',
  ],
  [
    'Linux (Chrome, Chromium)',
    'Open Settings, Privacy and security, Security, “Manage certificates”, “Installed by you”, and import the file as a trusted certificate.',
  ],
]

/**
 * The page that explains how to trust this server's certificates, and the certificate to install.
 *
 * @param authority certificate of the authority in PEM
 * @param fingerprint SHA-256 of the server's public key in hex, as terminals show it
 * @returns the files by the path of their URL
 */
export function trustFiles(authority: string, fingerprint: string): Map<string, WebFile> {
  const steps = STEPS.map(([system, how]) => `<h2>${system}</h2>\n<p>${how}</p>`)
  const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Certificate – Parlor</title>
<link rel="icon" href="icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="app.css">
</head>
<body>
<main class="landing trust">
<h1>Trust this server</h1>
<p>Browsers give a page the microphone only if they trust its certificate. Install the certificate of this server once on each
device, and there are no more warnings. It is limited to names and addresses of local networks: it cannot vouch for any site on
the internet.</p>
<p><a class="button" href="${AUTHORITY_PATH}" download>Download the certificate</a></p>
<p>Key of this server, to compare with what a terminal shows:<br><strong>${fingerprintWords(fingerprint)}</strong></p>
${steps.join('\n')}
<p><a href="/">Open Parlor</a></p>
</main>
</body>
</html>
`
  const certificate = new X509Certificate(authority).raw
  return new Map([
    [TRUST_PATH, plainFile('text/html; charset=utf-8', Buffer.from(page))],
    [AUTHORITY_PATH, plainFile('application/x-x509-ca-cert', certificate)],
  ])
}

function plainFile(type: string, body: Buffer): WebFile {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  return { type, etag, body, gzip: null, br: null }
}
