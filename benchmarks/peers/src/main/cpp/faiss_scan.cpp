// FAISS' exact index.
#include <faiss/IndexFlat.h>
#include <omp.h>

#include <algorithm>

#include "peer.h"

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

namespace {

// A multiple of four dimensions, the rest zeros, is three times faster than 65: a rest of fewer is
// read by way of memory that was just written in smaller pieces.
constexpr int kMultiple = 4;

}  // namespace

int main(int argc, char** argv) {
  return runPeer(argc, argv, [](Vectors vectors) {
    omp_set_num_threads(1);
    int dimensions = (vectors.dimensions + kMultiple - 1) / kMultiple * kMultiple;
    faiss::IndexFlatIP index(dimensions);
    std::vector<float> padded(size_t(vectors.items) * dimensions);
    for (int item = 0; item < vectors.items; item++) {
      const float* row = vectors.rows.data() + size_t(item) * vectors.dimensions;
      std::copy(row, row + vectors.dimensions, padded.data() + size_t(item) * dimensions);
    }
    index.add(vectors.items, padded.data());
    std::vector<float>().swap(padded);
    std::vector<float>().swap(vectors.rows);
    std::vector<float> asked(dimensions);
    std::vector<float> scores(vectors.k);
    std::vector<int64_t> found(vectors.k);  // idx_t, whose name space depends on the version
    std::string version = TEXT(FAISS_VERSION_MAJOR) "." TEXT(FAISS_VERSION_MINOR) "." TEXT(
        FAISS_VERSION_PATCH);
    serve(vectors, "FAISS " + version + ", compiled for this processor", [&](const float* query) {
      std::copy(query, query + vectors.dimensions, asked.begin());
      index.search(1, asked.data(), vectors.k, scores.data(), found.data());
      return std::vector<int32_t>(found.begin(), found.end());
    });
  });
}
