import ModerationService
print("x")
