// All scores by one product of matrix and vector, and the k best of those.
#include <cblas.h>

#include <algorithm>

#include "peer.h"

extern "C" void openblas_set_num_threads(int threads);
extern "C" char* openblas_get_config(void);

namespace {

// Rows at a time: their scores are still in the cache when the best are chosen.
constexpr int kSlice = 4096;
constexpr int kGroup = 16;

}  // namespace

int main(int argc, char** argv) {
  return runPeer(argc, argv, [](const Vectors& vectors) {
    openblas_set_num_threads(1);
    std::vector<float> scores(kSlice);
    serve(vectors, openblas_get_config(), [&](const float* query) {
      TopK best(vectors.k);
      for (int first = 0; first < vectors.items; first += kSlice) {
        int count = std::min(kSlice, vectors.items - first);
        cblas_sgemv(CblasRowMajor, CblasNoTrans, count, vectors.dimensions, 1,
                    vectors.rows.data() + size_t(first) * vectors.dimensions, vectors.dimensions,
                    query, 1, 0, scores.data(), 1);
        int i = 0;
        for (; i + kGroup <= count; i += kGroup) {
          bool above = false;  // one test for a group, which the compiler turns into one compare
          for (int j = 0; j < kGroup; j++) {
            above |= scores[i + j] > best.threshold();
          }
          for (int j = 0; above && j < kGroup; j++) {
            best.add(first + i + j, scores[i + j]);
          }
        }
        for (; i < count; i++) {
          best.add(first + i, scores[i]);
        }
      }
      return best.ids();
    });
  });
}
