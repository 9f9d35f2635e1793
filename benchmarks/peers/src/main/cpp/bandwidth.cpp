// How many bytes a second one thread reads from memory: a sum over a buffer much larger than the
// caches. Answers each line of standard input by gigabytes (1e9 bytes) a second.
#ifdef __AVX512F__
#include <immintrin.h>
#endif

#include <chrono>
#include <cstdio>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

namespace {

constexpr size_t kBytes = size_t(1) << 30;

#ifdef __AVX512F__
int sumOf(const std::vector<int>& buffer) {
  __m512i sums[8];
  for (auto& sum : sums) {
    sum = _mm512_setzero_si512();
  }
  const char* at = reinterpret_cast<const char*>(buffer.data());
  for (const char* end = at + kBytes; at < end; at += 512) {
    for (int i = 0; i < 8; i++) {
      sums[i] = _mm512_add_epi32(sums[i], _mm512_loadu_si512(at + 64 * i));
    }
  }
  for (int i = 1; i < 8; i++) {
    sums[0] = _mm512_add_epi32(sums[0], sums[i]);
  }
  int lanes[16];
  _mm512_storeu_si512(lanes, sums[0]);
  return std::accumulate(lanes, lanes + 16, 0);
}
#else
int sumOf(const std::vector<int>& buffer) {
  unsigned sum = 0;
  for (int element : buffer) {
    sum += unsigned(element);
  }
  return int(sum);
}
#endif

}  // namespace

int main() {
  std::vector<int> buffer(kBytes / sizeof(int), 1);
  std::cout << "ready" << std::endl;
  std::string line;
  while (std::getline(std::cin, line)) {
    auto start = std::chrono::steady_clock::now();
    int sum = sumOf(buffer);
    std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    if (sum != int(buffer.size())) {
      std::cerr << "bandwidth: the sum is " << sum << std::endl;
      return 1;
    }
    std::cout << kBytes / seconds.count() / 1e9 << std::endl;
  }
  return 0;
}
