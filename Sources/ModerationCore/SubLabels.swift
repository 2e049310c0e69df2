/// The published list of sublabels: the one vocabulary in which detectors say what they cover and what not.
///
/// A PASS hides nothing: a scene's result names the sublabels of this list that none of its detectors looks for.
extension SubLabel {
  /// Nudity or a sexual act, plainly shown.
  public static let explicit = SubLabel(rawValue: "Explicit")
  /// Underwear, swimwear, poses: suggestive without being explicit.
  public static let suggestive = SubLabel(rawValue: "Suggestive")
  /// Body parts with a place in the picture.
  public static let bodyParts = SubLabel(rawValue: "BodyParts")
  /// Drawn, animated or generated nudity.
  public static let drawnNudity = SubLabel(rawValue: "DrawnNudity")
  /// Persons who look under age.
  public static let minor = SubLabel(rawValue: "Minor")

  /// The sublabels that belong to the porn scene.
  public static let pornScene: [SubLabel] = [.explicit, .suggestive, .bodyParts, .drawnNudity, .minor]

  /// Genitals, plainly shown.
  public static let exposedGenitalia = SubLabel(rawValue: "ExposedGenitalia")
  /// An anus, plainly shown.
  public static let exposedAnus = SubLabel(rawValue: "ExposedAnus")
  /// A female breast, plainly shown.
  public static let exposedBreast = SubLabel(rawValue: "ExposedBreast")
  /// Buttocks, plainly shown.
  public static let exposedButtocks = SubLabel(rawValue: "ExposedButtocks")
  /// Genitals under cloth or a hand.
  public static let coveredGenitalia = SubLabel(rawValue: "CoveredGenitalia")
  /// An anus under cloth or a hand.
  public static let coveredAnus = SubLabel(rawValue: "CoveredAnus")
  /// A female breast under cloth or a hand, as of any dressed woman.
  public static let coveredBreast = SubLabel(rawValue: "CoveredBreast")
  /// Buttocks under cloth, as of any dressed person.
  public static let coveredButtocks = SubLabel(rawValue: "CoveredButtocks")
  /// A man's bare chest.
  public static let exposedMaleChest = SubLabel(rawValue: "ExposedMaleChest")
  /// A bare belly.
  public static let exposedBelly = SubLabel(rawValue: "ExposedBelly")

  /// The kinds of `bodyParts`: what a detector that covers those may say of a place.
  public static let bodyPartKinds: [SubLabel] = [
    .exposedGenitalia, .exposedAnus, .exposedBreast, .exposedButtocks, .coveredGenitalia, .coveredAnus, .coveredBreast,
    .coveredButtocks, .exposedMaleChest, .exposedBelly,
  ]

  /// A firearm: pistol, rifle, revolver.
  public static let firearm = SubLabel(rawValue: "Firearm")
  /// A blade that may be a weapon. Kitchen knives and scissors look alike.
  public static let blade = SubLabel(rawValue: "Blade")
  /// A tank or another armed vehicle.
  public static let militaryVehicle = SubLabel(rawValue: "MilitaryVehicle")
  /// Flames, whatever burns.
  public static let fire = SubLabel(rawValue: "Fire")
  /// Explosions, smoke and their like.
  public static let explosion = SubLabel(rawValue: "Explosion")
  /// Blood and mutilation.
  public static let gore = SubLabel(rawValue: "Gore")
  /// Flags, emblems and gestures of extremist groups.
  public static let extremistSymbol = SubLabel(rawValue: "ExtremistSymbol")
  /// Persons who hurt each other.
  public static let violence = SubLabel(rawValue: "Violence")
  /// Weapons that are drawn, painted or rendered.
  public static let drawnWeapon = SubLabel(rawValue: "DrawnWeapon")

  /// The sublabels that belong to the terror scene.
  public static let terrorScene: [SubLabel] = [
    .firearm, .blade, .militaryVehicle, .fire, .explosion, .gore, .extremistSymbol, .violence, .drawnWeapon,
  ]

  /// A person of the operator's gallery.
  public static let galleryFace = SubLabel(rawValue: "GalleryFace")
  /// A picture that looks like one of the operator's fingerprint list.
  public static let knownPicture = SubLabel(rawValue: "KnownPicture")
  /// Emblems, flags and maps of politics, beyond what the operator lists.
  public static let politicalSymbol = SubLabel(rawValue: "PoliticalSymbol")

  /// Persons of the gallery whose faces are small in the picture, or small and turned.
  public static let smallFaces = SubLabel(rawValue: "SmallFaces")

  /// The sublabels that belong to the politics scene.
  public static let politicsScene: [SubLabel] = [.galleryFace, .knownPicture, .politicalSymbol, .smallFaces]

  /// A telephone number.
  public static let phoneNumber = SubLabel(rawValue: "PhoneNumber")
  /// An address of the web.
  public static let webAddress = SubLabel(rawValue: "WebAddress")
  /// A mail address.
  public static let mailAddress = SubLabel(rawValue: "MailAddress")
  /// An account of a messenger: WeChat, QQ, Telegram and the like.
  public static let messengerAccount = SubLabel(rawValue: "MessengerAccount")
  /// Insults and threats in English.
  public static let englishAbuse = SubLabel(rawValue: "EnglishAbuse")
  /// Insults and threats in Chinese.
  public static let chineseAbuse = SubLabel(rawValue: "ChineseAbuse")
  /// Advertising in Chinese that hides, promises or pesters.
  public static let chineseAdvertising = SubLabel(rawValue: "ChineseAdvertising")
  /// Offers in Chinese of what is forbidden: false invoices, papers, credit, accounts.
  public static let chineseFraud = SubLabel(rawValue: "ChineseFraud")
  /// Advertising in Chinese for gambling.
  public static let chineseGambling = SubLabel(rawValue: "ChineseGambling")
  /// Insults and threats in any other language, beyond what the operator lists.
  public static let otherAbuse = SubLabel(rawValue: "OtherAbuse")

  /// The two-dimensional codes that are read, by their standards' names: a phone opens what they say.
  public static let matrixCodes = ["QRCode", "MicroQRCode", "DataMatrix", "Aztec", "PDF417"].map(
    SubLabel.init(rawValue:))
  /// The linear codes that are read: numbers on goods, mostly.
  public static let goodsCodes = ["EAN-13", "EAN-8", "UPC-A", "UPC-E", "Code128"].map(SubLabel.init(rawValue:))

  /// Text too small to read in the size that a recogniser was given.
  public static let smallText = SubLabel(rawValue: "SmallText")
  /// Text that was found and not read for certain: blurred, struck through, crossed by other text.
  public static let unreadText = SubLabel(rawValue: "UnreadText")
  /// Text that the parts of a long picture cut, and that no part showed whole.
  public static let cutText = SubLabel(rawValue: "CutText")
  /// Text in Arabic script.
  public static let arabicText = SubLabel(rawValue: "ArabicText")
  /// Text in Cyrillic script.
  public static let cyrillicText = SubLabel(rawValue: "CyrillicText")
  /// Text in Devanagari script.
  public static let devanagariText = SubLabel(rawValue: "DevanagariText")
  /// Text in Hangul script.
  public static let hangulText = SubLabel(rawValue: "HangulText")
  /// Text in Hebrew script.
  public static let hebrewText = SubLabel(rawValue: "HebrewText")
  /// Text in Japanese kana.
  public static let kanaText = SubLabel(rawValue: "KanaText")
  /// Text in Thai script.
  public static let thaiText = SubLabel(rawValue: "ThaiText")

  /// The sublabels of what a recogniser may not read.
  public static let unreadKinds: Set<SubLabel> = [
    .smallText, .unreadText, .cutText, .arabicText, .cyrillicText, .devanagariText, .hangulText, .hebrewText, .kanaText,
    .thaiText,
  ]
}
