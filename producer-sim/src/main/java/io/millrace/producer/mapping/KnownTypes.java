package io.millrace.producer.mapping;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What other systems call our types of events.
final class KnownTypes {
  private static final Map<String, String> BY_NAME = byName();

  private KnownTypes() {}

  /// Our type for theirs in any case, with or without blanks, hyphens, underscores and a prefix
  /// that ends with `.`, `:` or `/`; null if it is not known.
  static @Nullable String ours(String theirs) {
    String direct = BY_NAME.get(theirs);
    if (direct != null || theirs.length() > 64) {
      return direct;
    }
    String lower = theirs.toLowerCase(Locale.ROOT);
    String plain = lower.replaceAll("[_\\-\\s]", "");
    String whole = BY_NAME.get(plain.replaceAll("[.:/]", ""));
    return whole != null ? whole : BY_NAME.get(plain.substring(prefix(plain)));
  }

  private static int prefix(String name) {
    return 1
        + Math.max(name.lastIndexOf('.'), Math.max(name.lastIndexOf(':'), name.lastIndexOf('/')));
  }

  private static Map<String, String> byName() {
    Map<String, String> types = new HashMap<>();
    put(
        types,
        "view",
        "view viewed pv pageview pageviewed productview productviewed productdetailviewed viewitem viewproduct viewcontent itemview itemviewed viewed productdetail detailview screenview impression read watch watched browse visit visited listingviewed");
    put(
        types,
        "click",
        "click clicked clickitem productclick productclicked itemclick itemclicked selectitem selectcontent clickout clickoutitem");
    put(
        types,
        "cart",
        "cart addtocart addedtocart addcart addtobasket basket basketadd cartadd productadded productaddedtocart itemaddedtocart addtobag additemtocart");
    put(
        types,
        "purchase",
        "purchase purchased buy bought transaction order ordered ordercompleted checkout checkoutcompleted completepurchase orderplaced sale sold productpurchased itempurchased purchaseitem itempurchase");
    put(
        types,
        "like",
        "like liked favorite favourite favorited favourited fav addtofavorites addtofavourites wishlist addtowishlist productaddedtowishlist star starred bookmark bookmarked save saved upvote thumbsup love loved heart");
    put(types, "dislike", "dislike disliked downvote thumbsdown hate");
    put(types, "rating", "rating rate rated review reviewed productreviewed");
    put(
        types,
        "play",
        "play played listen listened stream streamed scrobble videoplay videoplayed songplayed trackplayed playbackstarted videoplaybackstarted videostart");
    put(types, "share", "share shared retweet repost productshared");
    return Map.copyOf(types);
  }

  private static void put(Map<String, String> types, String ours, String names) {
    for (String name : names.split(" ", -1)) {
      types.put(name, ours);
    }
  }
}
