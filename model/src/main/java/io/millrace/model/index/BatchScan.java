package io.millrace.model.index;

import io.millrace.model.vector.CodeBatch;
import io.millrace.model.vector.CodeKernels;
import java.util.ArrayList;
import java.util.List;

/// Several searches that scan the codes in one pass: each chunk is read from memory once, and where
/// enough searches want it, each group is decoded once. What a search finds is what it would find
/// alone. Belongs to one thread.
final class BatchScan {
  /// From so many searches on, decoding a group for all of them pays.
  private static final int DECODED_FROM = 12;

  private final CodeKernels kernels;
  private final int quads;
  private final List<Search> searches;
  private final boolean[] wanting; // by search
  private final List<CodeBatch> batches; // of four searches each
  private final float[] tile; // a group, decoded
  private final float[] bounds = new float[CodeBatch.QUERIES * CodeKernels.GROUP];
  private final int[] stamps = new int[CodeChunk.GROUPS];

  /// @param quads of every row
  BatchScan(CodeKernels kernels, int quads, List<Search> searches) {
    this.kernels = kernels;
    this.quads = quads;
    this.searches = searches;
    this.wanting = new boolean[searches.size()];
    boolean many = searches.size() >= DECODED_FROM;
    this.tile = new float[many ? CodeKernels.tileFloats(quads) : 0];
    this.batches = many ? batches(searches) : List.of();
  }

  private static List<CodeBatch> batches(List<Search> searches) {
    List<CodeBatch> batches = new ArrayList<>();
    for (int from = 0; from < searches.size(); from += CodeBatch.QUERIES) {
      int to = Math.min(from + CodeBatch.QUERIES, searches.size());
      batches.add(
          new CodeBatch(searches.subList(from, to).stream().map(Search::codeQuery).toList()));
    }
    return batches;
  }

  void scan(CodeChunk[] chunks) {
    for (CodeChunk chunk : chunks) {
      if (fillOrCount(chunk) >= DECODED_FROM) {
        scanDecoded(chunk);
      } else {
        for (int i = 0; i < wanting.length; i++) {
          if (wanting[i]) {
            searches.get(i).scan(chunk);
          }
        }
      }
    }
  }

  /// Has searches that keep everything so far begin with a chunk, and counts which others want it.
  private int fillOrCount(CodeChunk chunk) {
    int count = 0;
    for (int i = 0; i < wanting.length; i++) {
      Search search = searches.get(i);
      if (search.isFilling()) {
        search.scan(chunk);
        wanting[i] = false;
      } else {
        wanting[i] = !search.skips(chunk);
        count += wanting[i] ? 1 : 0;
      }
    }
    return count;
  }

  private void scanDecoded(CodeChunk chunk) {
    chunk.stamp(stamps);
    for (int group = 0; group < chunk.groups(); group++) {
      float slack = chunk.slacks()[group];
      kernels.decode(chunk.blocks(), group, quads, tile);
      boolean still = chunk.isStill(group, stamps[group]);
      for (int batch = 0; batch < batches.size(); batch++) {
        look(chunk, group, still, batch, slack);
      }
    }
    for (int i = 0; i < wanting.length; i++) {
      if (wanting[i]) {
        searches.get(i).scoreBatch();
      }
    }
  }

  private void look(CodeChunk chunk, int group, boolean still, int batch, float slack) {
    int from = batch * CodeBatch.QUERIES;
    int to = Math.min(from + CodeBatch.QUERIES, wanting.length);
    boolean found = false;
    for (int i = from; i < to; i++) {
      if (wanting[i]) {
        if (!found) {
          kernels.bounds(tile, batches.get(batch), slack, bounds);
          found = true;
        }
        searches.get(i).addGroup(chunk, group, still, bounds, (i - from) * CodeKernels.GROUP);
      }
    }
  }
}
