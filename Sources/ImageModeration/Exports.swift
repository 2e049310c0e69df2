// The one re-export of this package: `import ImageModeration` brings the values and protocols of ModerationCore. Under
// MemberImportVisibility a plain public import would leave their members invisible.
@_exported public import ModerationCore
