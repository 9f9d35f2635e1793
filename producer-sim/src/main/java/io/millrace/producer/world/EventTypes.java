package io.millrace.producer.world;

/// What kind of event a consumption shows as. Only an item outside the user's taste is ever
/// disliked, one in ten of them.
final class EventTypes {
  private static final double DISLIKED = 0.1;
  private static final double PURCHASED = 0.06;
  private static final double LIKED = 0.08;
  private static final double CLICKED = 0.16;

  private EventTypes() {}

  static String draw(User user, Item item, WorldRandom random) {
    double point = random.nextDouble();
    boolean outside = !user.favours(item.mainGroup()) && !user.favours(item.secondGroup());
    if (outside) {
      return point < DISLIKED ? "dislike" : "view";
    }
    if (point < PURCHASED) {
      return "purchase";
    }
    if (point < PURCHASED + LIKED) {
      return "like";
    }
    return point < PURCHASED + LIKED + CLICKED ? "click" : "view";
  }
}
