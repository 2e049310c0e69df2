/// A plugin imports the kit and nothing else.
@_exported public import ModerationCore
