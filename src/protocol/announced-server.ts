import { type Static, Type } from '@sinclair/typebox'

/**
 * The service that servers advertise on the local network, `_parlor._tcp`: DNS-SD (RFC 6763) over multicast DNS
 * (RFC 6762).
 */
export const SERVICE_TYPE = 'parlor'

/** The keys of the TXT record of an announcement (RFC 6763, section 6). Unknown keys are allowed. */
export const AnnouncementText = Type.Object({
  name: Type.String({ description: 'host name', maxLength: 63 }),
  version: Type.String({ description: 'protocol version', pattern: '^[0-9]{1,4}$' }),
  tls: Type.Union([Type.Literal('yes'), Type.Literal('no')], {
    description: 'whether the server can be reached by TLS',
  }),
})
export type AnnouncementText = Static<typeof AnnouncementText>
