// The re-exports of this package: `import ImageModeration` brings the values and protocols of ModerationCore, and the
// policy and the verdict of ModerationJudging. Under MemberImportVisibility a plain public import would leave their
// members invisible.
@_exported public import ModerationCore
@_exported public import ModerationJudging
