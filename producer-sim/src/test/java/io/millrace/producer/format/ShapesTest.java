package io.millrace.producer.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.millrace.model.event.Interaction;
import io.millrace.producer.mapping.MappingText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Files in the shapes that public data sets and exports of common products have, each read with no
/// flag or with one `--columns`.
class ShapesTest {

  /// @param understood the line that tells how it is read
  /// @param events as `user item type value millis`, without the parts that are absent
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Shape(String name, byte[] content, String columns, String understood, String... events) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Shape> PUBLIC =
      List.of(
          shape(
              "RetailRocket",
              """
              timestamp,visitorid,event,itemid,transactionid
              1433221332117,257597,view,355908,
              1433224214164,992329,addtocart,248676,
              1433224214999,992329,transaction,248676,4000
              """,
              "reads CSV: user = visitorid, item = itemid, type = event (addtocart -> cart,"
                  + " transaction -> purchase), time = timestamp in ms",
              "257597 355908 view 1433221332117",
              "992329 248676 cart 1433224214164",
              "992329 248676 purchase 1433224214999"),
          shape(
              "eCommerce events",
              """
              event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session
              2023-11-14 22:13:20 UTC,view,44600062,2103807459595387724,,shiseido,35.79,541312140,72d76fde
              2023-11-14 22:13:21 UTC,cart,3900821,2053013552326770905,appliances,aqua,33.20,554748717,9333dfbd
              """,
              "reads CSV: user = user_id, item = product_id, type = event_type, time = event_time",
              "541312140 44600062 view 1700000000000",
              "554748717 3900821 cart 1700000001000"),
          shape(
              "Book-Crossing",
              "\"User-ID\";\"ISBN\";\"Book-Rating\"\n\"276725\";\"034545104X\";\"0\"\n\"276726\";\"Käfer\";\"5\"\n"
                  .getBytes(ISO_8859_1),
              "reads CSV with ';' (ISO-8859-1 since it is no UTF-8): user = User-ID, item = ISBN,"
                  + " value = Book-Rating; no time: in the order of the file",
              "276725 034545104X view 0.0",
              "276726 Käfer view 5.0"),
          shape(
              "Amazon reviews",
              """
              {"reviewerID":"A2SUAM1J3GNN3B","asin":"0000013714","reviewerName":"J. McDonald","helpful":[2,3],"overall":5.0,"unixReviewTime":1252800000,"reviewTime":"09 13, 2009"}
              {"reviewerID":"A1","asin":"0000013715","overall":1.0,"unixReviewTime":1252886400,"reviewTime":"09 14, 2009"}
              """,
              "reads JSON lines: user = reviewerID, item = asin, value = overall, time ="
                  + " unixReviewTime in s",
              "A2SUAM1J3GNN3B 0000013714 view 5.0 1252800000000",
              "A1 0000013715 view 1.0 1252886400000"),
          shape(
              "YooChoose clicks",
              """
              1,2014-04-07T10:51:09.277Z,214536502,0
              1,2014-04-07T10:54:09.868Z,214536500,S
              """,
              "reads CSV (no header): user = column 1, item = column 3, time = column 2",
              "1 214536502 view 1396867869277",
              "1 214536500 view 1396868049868"),
          shape(
              "Last.fm 1K",
              """
              user_000001\t2009-05-04T23:08:57Z\tf1b1cf71\tDeep Dish\t\tFuck Me Im Famous
              user_000001\t2009-05-04T23:09:57Z\ta7f7df4a\t坂本龍一\t4a2b\tComposition 0919
              """,
              "reads TSV (no header): user = column 1, item = column 3, time = column 2",
              "user_000001 f1b1cf71 view 1241478537000",
              "user_000001 a7f7df4a view 1241478597000"),
          shape(
              "H&M",
              """
              t_dat,customer_id,article_id,price,sales_channel_id
              2018-09-20,000058a12d5b43e67d225668fa1f8d618c13dc232df0cad8ffe7ad4a1091e318,0663713001,0.0508,2
              2018-09-21,00007d2d,0541518023,0.0304,2
              """,
              "reads CSV: user = customer_id, item = article_id, time = t_dat in days",
              "000058a12d5b43e67d225668fa1f8d618c13dc232df0cad8ffe7ad4a1091e318 0663713001 view"
                  + " 1537401600000",
              "00007d2d 0541518023 view 1537488000000"),
          shape(
              "u.data in gzip",
              gzip("196\t242\t3\t881250949\n186\t302\t3\t891717742\n"),
              "reads TSV (gzip, no header): user = column 1, item = column 2, type = 'rating', value"
                  + " = column 3, time = column 4 in s",
              "196 242 rating 3.0 881250949000",
              "186 302 rating 3.0 891717742000"),
          shape(
              "ratings.dat in zstd",
              Zstd.compress(
                  "1::0054890::9::1381945744\n2::1408101::10::1382400295\n".getBytes(UTF_8)),
              "reads CSV with '::' (zstd, no header): user = column 1, item = column 2, type ="
                  + " 'rating', value = column 3, time = column 4 in s",
              "1 0054890 rating 9.0 1381945744000",
              "2 1408101 rating 10.0 1382400295000"),
          shape(
              "microseconds",
              "userId,itemId,timestamp\nu,i,1700000000123456\n",
              "reads CSV: user = userId, item = itemId, time = timestamp in us",
              "u i view 1700000000123"),
          shape(
              "nanoseconds",
              "userId,itemId,timestamp\nu,i,1700000000123456789\n",
              "reads CSV: user = userId, item = itemId, time = timestamp in ns",
              "u i view 1700000000123"),
          shape(
              "before 1970",
              "userId,itemId,timestamp\nu,i,-86400\nv,i,1969-12-31T12:00:00Z\n",
              "reads CSV: user = userId, item = itemId, time = timestamp",
              "u i view -86400000",
              "v i view -43200000"),
          shape(
              "Segment",
              """
              {"type":"track","anonymousId":"a1","userId":null,"event":"Product Viewed","timestamp":"2023-11-14T22:13:20.000Z","messageId":"m1","properties":{"product_id":"p1","price":19}}
              {"type":"track","anonymousId":"a1","userId":"u1","event":"Order Completed","timestamp":"2023-11-14T22:13:21.000Z","messageId":"m2","properties":{"product_id":"p1"}}
              """,
              "reads JSON lines: user = userId or anonymousId, item = properties.product_id, type ="
                  + " event (Order Completed -> purchase, Product Viewed -> view), time = timestamp,"
                  + " eventId = messageId",
              "a1 p1 view 1700000000000",
              "u1 p1 purchase 1700000001000"),
          shape(
              "numbers for ids",
              "{\"userId\":42,\"itemId\":7}\n{\"userId\":43,\"itemId\":8}\n",
              "reads JSON lines: user = userId, item = itemId, type = type, value = value, time ="
                  + " timestamp, eventId = eventId, recommendationId = recommendationId",
              "42 7 view",
              "43 8 view"),
          shape(
              "semicolons",
              "user;item;timestamp\nu;i;1700000000\n",
              "reads CSV with ';': user = user, item = item, time = timestamp in s",
              "u i view 1700000000000"),
          shape(
              "pipes",
              "user|item|rating|timestamp\nu|i|4|1700000000\n",
              "reads CSV with '|': user = user, item = item, value = rating, time = timestamp in s",
              "u i view 4.0 1700000000000"),
          shape(
              "Gorse",
              """
              feedback_type,user_id,item_id,time_stamp
              star,u1,i1,2023-11-14 22:13:20 +0000 UTC
              read,u1,i2,2023-11-14 22:13:21 +0000 UTC
              """,
              "reads CSV: user = user_id, item = item_id, type = feedback_type (read -> view, star ->"
                  + " like), time = time_stamp",
              "u1 i1 like 1700000000000",
              "u1 i2 view 1700000001000"),
          shape(
              "quoted line breaks",
              "userId,itemId,comment,timestamp\nu,i,\"two\nlines, \"\"quoted\"\"\",1700000000\nv,j,,1700000001\n",
              "reads CSV: user = userId, item = itemId, time = timestamp in s",
              "u i view 1700000000000",
              "v j view 1700000001000"),
          shape(
              "CloudEvents",
              """
              {"specversion":"1.0","id":"e1","source":"/shop","type":"com.shop.product.viewed","time":"2023-11-14T22:13:20Z","data":{"userId":"u1","itemId":"i1"}}
              """,
              "reads JSON lines: user = data.userId, item = data.itemId, type = type"
                  + " (com.shop.product.viewed -> view), time = time, eventId = id",
              "u1 i1 view 1700000000000"));

  static final List<Shape> OTHERS =
      List.of(
          shape(
              "Yelp reviews",
              """
              {"review_id":"r","user_id":"u","business_id":"b","stars":3.0,"useful":0,"text":"If you decide","date":"2018-07-07 22:09:11"}
              """,
              "reads JSON lines: user = user_id, item = business_id, value = stars, time = date",
              "u b view 3.0 1531001351000"),
          withColumns(
              "Last.fm 360K",
              "00000c289a1829a8\t3bd73256\tbetty blowtorch\t2137\n00000c289a1829a8\tf2fb0ff0\tdie Ärzte\t1099\n",
              "user=1,item=3,value=4",
              "reads TSV (no header): user = column 1, item = column 3, value = column 4; no time: in"
                  + " the order of the file",
              "00000c289a1829a8 betty blowtorch view 2137.0",
              "00000c289a1829a8 die Ärzte view 1099.0"),
          withColumns(
              "Steam 200K",
              "151603712,The Elder Scrolls V Skyrim,purchase,1.0,0\n151603712,The Elder Scrolls V Skyrim,play,273.0,0\n",
              "user=1,item=2,type=3,value=4",
              "reads CSV (no header): user = column 1, item = column 2, type = column 3, value ="
                  + " column 4; no time: in the order of the file",
              "151603712 The Elder Scrolls V Skyrim purchase 1.0",
              "151603712 The Elder Scrolls V Skyrim play 273.0"),
          shape(
              "GoodReads",
              """
              {"user_id":"8842","book_id":"24375664","review_id":"5cd4","rating":5,"date_added":"Fri Aug 25 13:55:02 -0700 2017","started_at":""}
              """,
              "reads JSON lines: user = user_id, item = book_id, value = rating, time = date_added as"
                  + " EEE MMM d HH:mm:ss Z yyyy",
              "8842 24375664 view 5.0 1503694502000"),
          shape(
              "goodbooks",
              "user_id,book_id,rating\n1,258,5\n2,4081,4\n",
              "reads CSV: user = user_id, item = book_id, value = rating; no time: in the order of"
                  + " the file",
              "1 258 view 5.0",
              "2 4081 view 4.0"),
          shape(
              "Netflix",
              "CustomerID,Rating,Date,MovieID\n1488844,3,2005-09-06,1\n822109,5,2005-05-13,1\n",
              "reads CSV: user = CustomerID, item = MovieID, value = Rating, time = Date in days",
              "822109 1 view 5.0 1115942400000",
              "1488844 1 view 3.0 1125964800000"),
          shape(
              "Instacart",
              "order_id,product_id,user_id,add_to_cart_order,reordered\n2,33120,202279,1,1\n",
              "reads CSV: user = user_id, item = product_id; no time: in the order of the file",
              "202279 33120 view"),
          shape(
              "Tianchi user behaviour",
              "1,2268318,2520377,pv,1511544070\n1,2333346,2520771,buy,1511561733\n",
              "reads CSV (no header): user = column 1, item = column 2, type = column 4 (buy ->"
                  + " purchase, pv -> view), time = column 5 in s",
              "1 2268318 view 1511544070000",
              "1 2333346 purchase 1511561733000"),
          shape(
              "Google Analytics 4 in BigQuery",
              """
              {"event_date":"20231114","event_timestamp":"1700000000123456","event_name":"view_item","user_pseudo_id":"1.2","items":[{"item_id":"SKU1","item_name":"Cap"}]}
              {"event_date":"20231114","event_timestamp":"1700000001123456","event_name":"add_to_cart","user_pseudo_id":"1.2","items":[{"item_id":"SKU1"}]}
              """,
              "reads JSON lines: user = user_pseudo_id, item = items.0.item_id, type = event_name"
                  + " (add_to_cart -> cart, view_item -> view), time = event_timestamp in us",
              "1.2 SKU1 view 1700000000123",
              "1.2 SKU1 cart 1700000001123"),
          withColumns(
              "Snowplow",
              "app_id\tcollector_tstamp\tevent_name\tevent_id\tdomain_userid\tuser_id\tse_label\nweb\t2023-11-14 22:13:20.000\tadd_to_basket\te1\td1\t\tp1\n",
              "item=se_label,user=user_id|domain_userid",
              "reads TSV: user = user_id or domain_userid, item = se_label, type = event_name"
                  + " (add_to_basket -> cart), time = collector_tstamp, eventId = event_id",
              "d1 p1 cart 1700000000000"),
          withColumns(
              "Shopify orders",
              """
              Name,Email,Financial Status,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku
              #1001,a@b.c,paid,2023-11-14 17:13:20 -0500,2,"Cap, red",12.50,CAP-R
              """,
              "type==purchase",
              "reads CSV: user = Email, item = Lineitem sku, type = 'purchase', value = Lineitem"
                  + " quantity, time = Created at",
              "a@b.c CAP-R purchase 2.0 1700000000000"),
          shape(
              "WooCommerce",
              "\ufeff\"Order ID\",\"Order Date\",\"Customer User\",\"Item #\",\"Product SKU\",\"Quantity\"\r\n\"17\",\"2023-11-14 22:13:20\",\"5\",\"1\",\"cap\",\"1\"\r\n",
              "reads CSV: user = Customer User, item = Product SKU, value = Quantity, time = Order"
                  + " Date",
              "5 cap view 1.0 1700000000000"),
          withColumns(
              "Matomo",
              """
              [{"idVisit":"1","visitorId":"v1","serverTimestamp":1700000000,"actionDetails":[{"type":"ecommerceOrder","itemDetails":[{"itemSKU":"s1"}]}]},
               {"idVisit":"2","visitorId":"v2","serverTimestamp":1700000100,"actionDetails":[{"type":"ecommerceOrder","itemDetails":[{"itemSKU":"s2"}]}]}]
              """,
              "type==purchase,time=serverTimestamp",
              "reads JSON: user = visitorId, item = actionDetails.0.itemDetails.0.itemSKU, type ="
                  + " 'purchase', time = serverTimestamp in s",
              "v1 s1 purchase 1700000000000",
              "v2 s2 purchase 1700000100000"),
          withColumns(
              "Spotify history",
              """
              [
                {
                  "ts": "2023-11-14T22:13:20Z",
                  "username": "me",
                  "ms_played": 180000,
                  "master_metadata_track_name": "Song {1}",
                  "spotify_track_uri": "spotify:track:1"
                },
                {"ts": "2023-11-14T22:16:20Z", "username": "me", "ms_played": 1, "spotify_track_uri": "spotify:track:2"}
              ]
              """,
              "type==play",
              "reads JSON: user = username, item = spotify_track_uri, type = 'play', value ="
                  + " ms_played, time = ts",
              "me spotify:track:1 play 180000.0 1700000000000",
              "me spotify:track:2 play 1.0 1700000180000"),
          shape(
              "Online Retail",
              "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n536365,85123A,\"HOLDER, WHITE\",6,12/1/2010 8:26,2.55,17850,UK\n536366,22633,WARMER,6,12/13/2010 8:28,1.85,17850,UK\n",
              "reads CSV: user = CustomerID, item = StockCode, value = Quantity, time = InvoiceDate as"
                  + " M/d/yyyy H:mm[:ss]",
              "17850 85123A view 6.0 1291191960000",
              "17850 22633 view 6.0 1292228880000"),
          shape(
              "spreadsheet in UTF-16",
              utf16("User Name\tItem Code\tDate\nJörg\tA-1\t2023-11-14\n"),
              "reads TSV (UTF-16): user = User Name, item = Item Code, time = Date in days",
              "Jörg A-1 view 1699920000000"),
          shape(
              "Mongo export",
              """
              {"_id":{"$oid":"65"},"userId":{"$oid":"u"},"productId":{"$oid":"p"},"createdAt":{"$date":"2023-11-14T22:13:20Z"}}
              """,
              "reads JSON lines: user = userId.$oid, item = productId.$oid, time = createdAt.$date",
              "u p view 1700000000000"),
          shape(
              "SQL dump with NULL",
              "id,customer_id,sku,action,created_at\n1,7,a,buy,2023-11-14 22:13:20\n2,8,b,NULL,\\N\n",
              "reads CSV: user = customer_id, item = sku, type = action (buy -> purchase), time ="
                  + " created_at",
              "7 a purchase 1700000000000",
              "8 b view"),
          shape(
              "R's row names",
              "\"user\",\"item\",\"rating\"\n\"1\",\"u\",\"i\",\"4\"\n\"2\",\"v\",\"j\",\"5\"\n",
              "reads CSV: user = user, item = item, value = rating; no time: in the order of the file",
              "u i view 4.0",
              "v j view 5.0"));

  @TempDir Path folder;

  @ParameterizedTest
  @FieldSource("PUBLIC")
  void theShapesOfPublicDataSetsAreRead(Shape shape) throws IOException {
    assertIsRead(shape);
  }

  @ParameterizedTest
  @FieldSource("OTHERS")
  void theShapesOfCommonProductsAreRead(Shape shape) throws IOException {
    assertIsRead(shape);
  }

  private void assertIsRead(Shape shape) throws IOException {
    Path file = Files.write(folder.resolve("events"), shape.content);
    List<String> understood = new ArrayList<>();
    Map<String, String> columns = new LinkedHashMap<>();
    Stream.of(shape.columns.split(","))
        .filter(column -> !column.isEmpty())
        .map(column -> column.split("=", 2))
        .forEach(column -> columns.put(column[0], column[1]));
    MappingText flags =
        columns.isEmpty() ? MappingText.none() : MappingText.flag("--columns", "", columns);
    var options = new ReadOptions(MappingText.none(), flags, how -> understood.add(how.line()));
    try (var source = EventFiles.open(file, options, MalformedLine.STRICT)) {
      assertThat(EventFilesTest.all(source))
          .map(event -> text(event.interaction()))
          .containsExactly(shape.events);
    }
    assertThat(understood).containsExactly(shape.understood);
  }

  private static String text(Interaction event) {
    return Stream.of(
            event.userId(), event.itemId(), event.type(), event.value(), event.timestampMillis())
        .filter(part -> part != null)
        .map(Object::toString)
        .collect(Collectors.joining(" "));
  }

  private static Shape shape(String name, String content, String understood, String... events) {
    return new Shape(name, content.getBytes(UTF_8), "", understood, events);
  }

  private static Shape shape(String name, byte[] content, String understood, String... events) {
    return new Shape(name, content, "", understood, events);
  }

  private static Shape withColumns(
      String name, String content, String columns, String understood, String... events) {
    return new Shape(name, content.getBytes(UTF_8), columns, understood, events);
  }

  private static byte[] gzip(String text) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] utf16(String text) {
    var bytes = new ByteArrayOutputStream();
    bytes.write(0xFF);
    bytes.write(0xFE);
    bytes.writeBytes(text.getBytes(UTF_16LE));
    return bytes.toByteArray();
  }
}
