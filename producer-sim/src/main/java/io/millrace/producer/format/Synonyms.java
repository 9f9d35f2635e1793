package io.millrace.producer.format;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// What others call our fields, the likeliest first.
final class Synonyms {
  private static final Map<String, List<String>> EVENT =
      Map.of(
          "user",
          words(
              "userid user uid useridentifier username visitorid visitor customerid customer"
                  + " customernumber customerno clientid memberid member accountid account"
                  + " reviewerid reviewer buyerid shopperid personid readerid listenerid playerid"
                  + " subscriberid patronid employeeid steamid profileid msno fullvisitorid"
                  + " userpseudoid domainuserid anonymousid distinctid amplitudeid idvisitor"
                  + " customeruser contactid actorid authorid deviceid cookieid email useremail"
                  + " customeremail billingemail sessionid session usersession visitid who usr cust"),
          "item",
          words(
              "itemid item productid product movieid movie articleid article asin parentasin isbn"
                  + " bookid book sku itemsku productsku lineitemsku songid song trackid track"
                  + " trackuri spotifytrackuri artistid artist albumid album videoid video gameid"
                  + " game appid businessid recipeid restaurantid venueid poiid courseid newsid"
                  + " contentid objectid targetid listingid hotelid offerid adid postid storyid"
                  + " jobid stockcode itemnumber itemcode productcode productnumber"
                  + " variantid goodsid animeid beerid wineid docid documentid pageid itemname"
                  + " productname lineitemname mastermetadatatrackname trackname gamename title"
                  + " name pagepath pageurl url what"),
          "time",
          words(
              "timestamp time eventtime eventtimestamp eventtimestampms eventdatetime datetime ts"
                  + " timestampms unixtime unixreviewtime epoch createdat creationtime created"
                  + " createtime datecreated occurredat happenedat happenedon receivedat"
                  + " originaltimestamp derivedtstamp collectortstamp dvcecreatedtstamp servertime"
                  + " serverdatetime serverts visitstarttime actiontime clicktime viewtime rateddate"
                  + " purchasedat purchasedate purchasetimestamp orderdate ordertime invoicedate"
                  + " orderpurchasetimestamp paidat playedat listenedat watchedat endtime"
                  + " reviewtime reviewdate ratingdate dateadded dateupdated updatedat lastupdated"
                  + " when date day tdat at utc loggedat"),
          "type",
          words(
              "eventtype eventname event action actiontype behavior behaviour behaviortype"
                  + " behaviourtype feedbacktype interactiontype interaction activitytype activity"
                  + " verb usereventtype eventcategory kind type"),
          "value",
          words(
              "value rating stars score overall bookrating reviewrating userrating quantity qty"
                  + " lineitemquantity itemquantity units count playcount plays playtime"
                  + " playtimeforever hours hoursplayed msplayed playduration dwelltime watchtime"
                  + " duration strength preference"),
          "eventId",
          words("eventid messageid insertid"),
          "recommendationId",
          words("recommendationid"));

  private static final Map<String, List<String>> ITEM =
      Map.of(
          "item",
          append(
              words("itemid productid movieid articleid parentasin asin isbn bookid sku"),
              EVENT.getOrDefault("item", List.of()),
              words("id code handle key")),
          "title",
          words(
              "title name itemname productname producttitle movietitle booktitle itemtitle prodname"
                  + " articlename trackname songname gamename appname displayname label headline"
                  + " description shortdescription"),
          "categories",
          words(
              "categories category genres genre categorycode categorypath categoryname"
                  + " productcategory itemcategory maincategory producttype producttypename"
                  + " producttypes department departmentname section topics topic"),
          "tags",
          words("tags tag labels keywords"),
          "time",
          words(
              "timestamp createdat datecreated publishedat publishdate releasedate releaseddate"
                  + " dateadded availablefrom"),
          "hidden",
          words("hidden ishidden"),
          "expiresAt",
          words("expiresat expires expirydate validuntil validto availableuntil"));

  private Synonyms() {}

  /// The columns that may be this field, the likeliest first.
  static List<Column> columns(boolean items, String field, List<Column> columns) {
    List<String> names = (items ? ITEM : EVENT).getOrDefault(field, List.of());
    return columns.stream()
        .filter(column -> rank(names, column) < Integer.MAX_VALUE)
        .sorted(Comparator.comparingInt(column -> rank(names, column)))
        .toList();
  }

  private static int rank(List<String> names, Column column) {
    int best = Integer.MAX_VALUE;
    for (String key : column.keys()) {
      int index = names.indexOf(key);
      best = index < 0 ? best : Math.min(best, 10 * index + Math.min(9, column.depth()));
    }
    return best;
  }

  private static List<String> words(String words) {
    return List.of(words.split(" "));
  }

  @SafeVarargs
  private static List<String> append(List<String>... lists) {
    List<String> all = new ArrayList<>();
    for (List<String> list : lists) {
      all.addAll(list);
    }
    return List.copyOf(all);
  }
}
