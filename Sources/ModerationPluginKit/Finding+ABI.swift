import CModerationABI
import ModerationCore

extension Finding {
  /// This finding for the time that the arena lives.
  func exported(in arena: ABIArena) -> moderation_finding {
    let places = locations.map { place in
      moderation_location(
        box: moderation_box(x: place.box.x, y: place.box.y, width: place.box.width, height: place.box.height),
        frame_index: UInt32(clamping: place.frameIndex), reserved: 0)
    }
    let persons = candidates.map {
      moderation_candidate(name: arena.text($0.name), group: arena.text($0.group), score: $0.score)
    }
    let facts = details.sorted { $0.key < $1.key }
      .map { moderation_detail(name: arena.text($0.key), value: arena.text($0.value)) }
    return moderation_finding(
      label: arena.text(label.rawValue), sub_label: arena.text(subLabel?.rawValue ?? ""), score: score,
      locations: arena.array(places), location_count: places.count, text: arena.text(text ?? ""),
      keywords: arena.array(keywords.map(arena.text)), keyword_count: keywords.count, list: arena.text(list ?? ""),
      candidates: arena.array(persons), candidate_count: persons.count, details: arena.array(facts),
      detail_count: facts.count)
  }
}
