// What the peers in C++ have in common: the file of vectors, the k best, and the conversation with
// the driver.
//
// The driver writes one file and starts each peer with its name as the only argument. A peer loads
// it, writes "ready" and what it is, and then answers each line of standard input by one line:
//
//   run       microseconds of each query, in order, between spaces
//   answers   item numbers, best first, k for each query in order, between spaces
//
// It ends when standard input is closed, so it never outlives the driver.
//
// The file, little-endian: int32 items, dimensions, queries, k; zeros up to byte 64; then float32
// rows (items, dimensions) and queries (queries, dimensions).
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

constexpr long kHeaderBytes = 64;

struct Vectors {
  int32_t items = 0;
  int32_t dimensions = 0;
  int32_t queryCount = 0;
  int32_t k = 0;
  std::vector<float> rows;     // (items, dimensions)
  std::vector<float> queries;  // (queryCount, dimensions)

  const float* query(int number) const { return queries.data() + size_t(number) * dimensions; }
};

inline void readFloats(FILE* file, std::vector<float>& target, size_t count) {
  target.resize(count);
  if (fread(target.data(), sizeof(float), count, file) != count) {
    throw std::runtime_error("the file of vectors ends early");
  }
}

inline Vectors readVectors(const char* name) {
  FILE* file = fopen(name, "rb");
  if (file == nullptr) {
    throw std::runtime_error(std::string("cannot open ") + name);
  }
  Vectors vectors;
  int32_t header[kHeaderBytes / sizeof(int32_t)];
  if (fread(header, sizeof(header), 1, file) != 1) {
    throw std::runtime_error("the file of vectors has no header");
  }
  vectors.items = header[0];
  vectors.dimensions = header[1];
  vectors.queryCount = header[2];
  vectors.k = header[3];
  readFloats(file, vectors.rows, size_t(vectors.items) * vectors.dimensions);
  readFloats(file, vectors.queries, size_t(vectors.queryCount) * vectors.dimensions);
  fclose(file);
  return vectors;
}

// The k best so far, sorted. For a k of 10 that is faster than a heap: after the first items hardly
// any is admitted, and the test against the worst one is all that happens.
class TopK {
 public:
  explicit TopK(int k) : scores_(k, -std::numeric_limits<float>::infinity()), ids_(k, -1) {}

  float threshold() const { return scores_.back(); }

  void add(int32_t id, float score) {
    if (!(score > threshold())) {
      return;
    }
    size_t place = scores_.size() - 1;
    while (place > 0 && scores_[place - 1] < score) {
      scores_[place] = scores_[place - 1];
      ids_[place] = ids_[place - 1];
      place--;
    }
    scores_[place] = score;
    ids_[place] = id;
  }

  const std::vector<int32_t>& ids() const { return ids_; }

 private:
  std::vector<float> scores_;
  std::vector<int32_t> ids_;
};

// Answers the driver. `search` takes a query (dimensions) and gives the ids of the k best.
template <typename Search>
void serve(const Vectors& vectors, const std::string& description, Search search) {
  using Clock = std::chrono::steady_clock;
  std::cout << "ready " << description << std::endl;
  std::string line;
  while (std::getline(std::cin, line)) {
    for (int number = 0; number < vectors.queryCount; number++) {
      auto start = Clock::now();
      std::vector<int32_t> ids = search(vectors.query(number));
      std::chrono::duration<double, std::micro> micros = Clock::now() - start;
      if (line == "run") {
        std::cout << micros.count() << ' ';
      } else {
        for (int32_t id : ids) {
          std::cout << id << ' ';
        }
      }
    }
    std::cout << std::endl;
  }
}

// Runs a peer and turns what goes wrong into a message and an exit code.
template <typename Peer>
int runPeer(int argc, char** argv, Peer peer) {
  if (argc != 2) {
    std::cerr << "usage: " << argv[0] << " FILE_OF_VECTORS" << std::endl;
    return 2;
  }
  try {
    peer(readVectors(argv[1]));
    return 0;
  } catch (const std::exception& failure) {
    std::cerr << argv[0] << ": " << failure.what() << std::endl;
    return 1;
  }
}
