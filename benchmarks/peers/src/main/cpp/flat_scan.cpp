// An exact scan in single precision as one would write it by hand: items in blocks, dimension by
// dimension, one item a lane, so that no sum goes across lanes; by AVX-512 where there is any.
#ifdef __AVX512F__
#include <immintrin.h>
#endif

#include "peer.h"

namespace {

constexpr int kBlock = 128;  // items; eight sums of 16 lanes, as many as hide the latency of an FMA

// Rows as blocks of (dimensions, kBlock), zeros after the last.
std::vector<float> blocksOf(const Vectors& vectors) {
  size_t blocks = (size_t(vectors.items) + kBlock - 1) / kBlock;
  std::vector<float> laid(blocks * vectors.dimensions * kBlock);
  for (int item = 0; item < vectors.items; item++) {
    float* block = laid.data() + size_t(item / kBlock) * vectors.dimensions * kBlock;
    const float* row = vectors.rows.data() + size_t(item) * vectors.dimensions;
    for (int t = 0; t < vectors.dimensions; t++) {
      block[t * kBlock + item % kBlock] = row[t];
    }
  }
  return laid;
}

#ifdef __AVX512F__
constexpr const char* kKind = "AVX-512";

inline void scan(const float* block, const float* query, int dimensions, int first, int items,
                 TopK& best) {
  __m512 sums[8];
  for (auto& sum : sums) {
    sum = _mm512_setzero_ps();
  }
  for (int t = 0; t < dimensions; t++, block += kBlock) {
    __m512 element = _mm512_set1_ps(query[t]);
    for (int i = 0; i < 8; i++) {
      sums[i] = _mm512_fmadd_ps(element, _mm512_loadu_ps(block + 16 * i), sums[i]);
    }
  }
  for (int i = 0; i < 8; i++) {
    __mmask16 above = _mm512_cmp_ps_mask(sums[i], _mm512_set1_ps(best.threshold()), _CMP_GT_OQ);
    if (above != 0) {
      alignas(64) float scores[16];
      _mm512_store_ps(scores, sums[i]);
      for (unsigned bits = above; bits != 0; bits &= bits - 1) {
        int lane = __builtin_ctz(bits);
        if (first + 16 * i + lane < items) {
          best.add(first + 16 * i + lane, scores[lane]);
        }
      }
    }
  }
}
#else
constexpr const char* kKind = "vectorised by the compiler";

inline void scan(const float* block, const float* query, int dimensions, int first, int items,
                 TopK& best) {
  float sums[kBlock] = {};
  for (int t = 0; t < dimensions; t++, block += kBlock) {
    for (int i = 0; i < kBlock; i++) {
      sums[i] += query[t] * block[i];
    }
  }
  for (int i = 0; i < kBlock && first + i < items; i++) {
    best.add(first + i, sums[i]);
  }
}
#endif

}  // namespace

int main(int argc, char** argv) {
  return runPeer(argc, argv, [](Vectors vectors) {
    std::vector<float> blocks = blocksOf(vectors);
    std::vector<float>().swap(vectors.rows);
    serve(vectors, std::string("C++ flat scan, ") + kKind, [&](const float* query) {
      TopK best(vectors.k);
      const float* block = blocks.data();
      for (int first = 0; first < vectors.items; first += kBlock) {
        scan(block, query, vectors.dimensions, first, vectors.items, best);
        block += size_t(vectors.dimensions) * kBlock;
      }
      return best.ids();
    });
  });
}
