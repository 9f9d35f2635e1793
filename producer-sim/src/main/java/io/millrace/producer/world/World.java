package io.millrace.producer.world;

import io.millrace.model.event.Interaction;
import io.millrace.model.event.ItemDetails;
import java.util.Collections;
import java.util.List;

/// An endless stream of events of a simulated world.
///
/// Some sessions are open at any time and each event belongs to a random one of them. Its user
/// 1. goes back to an item consumed before, with the probability of a repeat (uniform over these),
/// 2. or follows popularity over the whole catalogue, with the share of noise,
/// 3. or follows taste: stays in the group of the session's last such event, or draws one of the
///    favoured groups anew, and takes an item of that group by popularity.
///
/// In 2 and 3 items already consumed are left out; where none is left the event is a repeat. Then
/// the session ends with probability 1 / mean length, and somebody else opens one in its place.
/// Every event counts as consumption, whatever its type. [Catalogue] tells how items arrive and
/// gain or lose popularity, [User] what a taste is.
///
/// Time is virtual, from [#EPOCH_MILLIS] on with exponential gaps. Equal settings give equal
/// events, bit for bit. Users and items stay for ever, so memory grows with the events taken. Not
/// safe for use by several threads.
public final class World {
  /// When a world begins: 2026-01-01T00:00:00Z, milliseconds since 1970.
  public static final long EPOCH_MILLIS = 1_767_225_600_000L;

  private static final int MAX_OPEN_SESSIONS = 32;
  private static final int USERS_PER_OPEN_SESSION = 10;

  private final WorldSettings settings;
  private final Catalogue catalogue;
  private final Crowd crowd;
  private final WorldRandom random;
  private final Truth truth;
  private final User[] sessions; // (open sessions)
  private int turn;
  private long position;
  private long lastStep;
  private double elapsedMillis;

  public World(WorldSettings settings) {
    this.settings = settings;
    random = new WorldRandom(settings.seed());
    catalogue = new Catalogue(settings.items(), random.split(), EPOCH_MILLIS);
    crowd = new Crowd(settings.users(), settings.items().groups(), random.split());
    truth = new Truth(settings, catalogue, crowd);
    int open =
        Math.clamp(settings.users().initial() / USERS_PER_OPEN_SESSION, 1, MAX_OPEN_SESSIONS);
    sessions = new User[open];
    for (int session = 0; session < open; session++) {
      sessions[session] = crowd.next();
    }
    turn = random.nextInt(open);
  }

  /// The next event; there always is one.
  public Interaction next() {
    User user = sessions[turn];
    int item = choose(user);
    elapsedMillis += settings.events().meanGapMillis() * random.exponential();
    String type = EventTypes.draw(user, catalogue.item(item), random);
    var event =
        new Interaction(null, user.id(), catalogue.item(item).id(), type, null, nowMillis(), null);
    user.history().add(item);
    position++;
    moveOn();
    return event;
  }

  /// Events taken so far.
  public long position() {
    return position;
  }

  /// Whose event [#next] will give, so that the truth can be asked before it.
  public String nextUserId() {
    return sessions[turn].id();
  }

  /// Names the settings; see [WorldSettings#fingerprint].
  public String fingerprint() {
    return settings.fingerprint();
  }

  /// What is to be expected of the next event.
  public Truth truth() {
    return truth;
  }

  /// Everybody who has arrived, in that order; a view that grows as events are taken.
  public List<String> userIds() {
    return Collections.unmodifiableList(crowd.ids());
  }

  /// Every item that has arrived, in that order; a view that grows as events are taken.
  public List<String> itemIds() {
    return Collections.unmodifiableList(catalogue.ids());
  }

  /// What everybody may know of an item; [ItemDetails#UNLISTED] if it has not arrived.
  public ItemDetails details(String itemId) {
    Integer index = catalogue.indexOf(itemId);
    return index == null ? ItemDetails.UNLISTED : catalogue.item(index).details();
  }

  /// The hidden tastes and histories, for tests of the rules.
  Crowd crowd() {
    return crowd;
  }

  /// The hidden groups and weights, for tests of the rules.
  Catalogue catalogue() {
    return catalogue;
  }

  /// The choice whose distribution [Truth] gives: one must not be changed without the other.
  private int choose(User user) {
    EventSettings events = settings.events();
    History history = user.history();
    if (!history.isEmpty() && random.chance(events.repeatProbability())) {
      return repeat(history);
    }
    Shelf shelf =
        random.chance(events.noiseShare())
            ? catalogue.all()
            : catalogue.group(user.moveToGroup(events.stickiness(), random));
    int item = shelf.drawFresh(history, random);
    return item >= 0 ? item : repeat(history);
  }

  private int repeat(History history) {
    return history.at(random.nextInt(history.size()));
  }

  /// Brings the world to the state from which the next event is drawn.
  private void moveOn() {
    if (random.chance(1 / settings.users().sessionLength())) {
      sessions[turn].endSession();
      sessions[turn] = crowd.next();
    }
    if (position - lastStep >= catalogue.stepEvents()) {
      catalogue.step(position - lastStep, nowMillis());
      lastStep = position;
    }
    turn = random.nextInt(sessions.length);
  }

  private long nowMillis() {
    return EPOCH_MILLIS + (long) elapsedMillis;
  }
}
