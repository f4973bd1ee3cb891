import { type Static, Type } from '@sinclair/typebox'

/** How servers announce themselves on the local network: DNS-SD (RFC 6763) over multicast DNS, `_parlor._tcp`. */
export const SERVICE_TYPE = 'parlor'

/** What the TXT record of an announcement says (RFC 6763, section 6). Other keys may follow. */
export const AnnouncementText = Type.Object({
  name: Type.String({ description: 'name of the machine', maxLength: 63 }),
  version: Type.String({ description: 'version of the protocol', pattern: '^[0-9]{1,4}$' }),
  tls: Type.Union([Type.Literal('yes'), Type.Literal('no')], {
    description: 'whether it must be spoken to by TLS',
  }),
})
export type AnnouncementText = Static<typeof AnnouncementText>
