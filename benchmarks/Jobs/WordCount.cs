using Flink.Core.Types;

namespace Flink.Benchmarks.Jobs;

/// <summary>A word and how often it occurs.</summary>
internal readonly record struct WordCount(Utf8String Word, long Count);
