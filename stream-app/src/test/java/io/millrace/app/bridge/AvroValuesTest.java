package io.millrace.app.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.event.InvalidEventException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;

class AvroValuesTest {
  private static final Schema ORDER =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"Order","namespace":"shop","fields":[
                {"name":"customer","type":{"type":"record","name":"Customer","fields":[
                   {"name":"id","type":"long"},
                   {"name":"visitor","type":["null","string"]}]}},
                {"name":"kind","type":{"type":"enum","name":"Kind","symbols":["VIEWED","BOUGHT"]}},
                {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},
                {"name":"exactly","type":{"type":"long","logicalType":"timestamp-micros"}},
                {"name":"day","type":{"type":"int","logicalType":"date"}},
                {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}},
                {"name":"order","type":{"type":"fixed","name":"Id","size":16,"logicalType":"uuid"}},
                {"name":"raw","type":"bytes"},
                {"name":"rating","type":["null","double","string"]},
                {"name":"gift","type":"boolean"},
                {"name":"lines","type":{"type":"array","items":"string"}},
                {"name":"labels","type":{"type":"map","values":"int"}}]}""");

  private final AvroValues values = new AvroValues();

  private static GenericRecord order() {
    Schema customer = ORDER.getField("customer").schema();
    return new GenericRecordBuilder(ORDER)
        .set(
            "customer",
            new GenericRecordBuilder(customer).set("id", 42L).set("visitor", null).build())
        .set("kind", new GenericData.EnumSymbol(ORDER.getField("kind").schema(), "BOUGHT"))
        .set("at", 1_767_225_600_123L)
        .set("exactly", 1_767_225_600_123_456L)
        .set("day", 20_454)
        .set("price", ByteBuffer.wrap(new BigDecimal("19.90").unscaledValue().toByteArray()))
        .set(
            "order",
            new GenericData.Fixed(
                ORDER.getField("order").schema(),
                new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}))
        .set("raw", ByteBuffer.wrap(new byte[] {1, 2}))
        .set("rating", 4.5)
        .set("gift", true)
        .set("lines", List.of("a", "b"))
        .set("labels", Map.of("x", 1))
        .build();
  }

  @Test
  void eachTypeBecomesWhatAMappingCanRead() {
    byte[] record = WireRecords.avro(1, order());
    assertThat(values.fields(ORDER, record, WireDecoder.ID_BYTES))
        .hasToString(
            """
            {"customer": {"id": 42}, "kind": "BOUGHT", "at": "2026-01-01T00:00:00.123Z", \
            "exactly": "2026-01-01T00:00:00.123456Z", "day": "2026-01-01", "price": 19.90, \
            "order": "00010203-0405-0607-0809-0a0b0c0d0e0f", "raw": "AQI=", "rating": 4.5, \
            "gift": true, "lines": ["a", "b"], "labels": {"x": 1}}""");
  }

  @Test
  void aRecordThatIsCutOffOrGoesOnIsMalformed() {
    byte[] record = WireRecords.avro(1, order());
    for (int length = WireDecoder.ID_BYTES; length < record.length + 3; length++) {
      if (length != record.length) {
        assertMalformed(ORDER, Arrays.copyOf(record, length));
      }
    }
  }

  @Test
  void lengthsThatNobodyHasSentAreNotAllocated() {
    Schema nothings =
        new Schema.Parser()
            .parse(
                """
                {"type":"record","name":"N","fields":[
                  {"name":"all","type":{"type":"array","items":"null"}}]}""");
    Schema text =
        new Schema.Parser()
            .parse(
                """
                {"type":"record","name":"T","fields":[{"name":"all","type":"bytes"}]}""");
    // Two thousand million, as a zigzag varint.
    byte[] many = {(byte) 0x80, (byte) 0xd0, (byte) 0xac, (byte) 0xf3, 0x0e};
    assertMalformed(nothings, WireRecords.behind(1, many));
    assertMalformed(text, WireRecords.behind(1, many));
  }

  @Test
  void nestingWithoutEndIsMalformed() {
    Schema list =
        new Schema.Parser()
            .parse(
                """
                {"type":"record","name":"L","fields":[{"name":"next","type":["null","L"]}]}""");
    byte[] deep = new byte[1_000_000];
    Arrays.fill(deep, (byte) 2);
    assertMalformed(list, WireRecords.behind(1, deep));
  }

  private void assertMalformed(Schema schema, byte[] record) {
    assertThatExceptionOfType(InvalidEventException.class)
        .isThrownBy(() -> values.fields(schema, record, WireDecoder.ID_BYTES))
        .withMessageContaining("schema '" + schema.getFullName() + "'");
  }
}
