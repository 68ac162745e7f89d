using Flink.Core.Types;

namespace Flink.Examples.WordCount;

/// <summary>A word and how often it occurs. As CSV it is a row <c>word,count</c>.</summary>
public readonly record struct WordCount(Utf8String Word, long Count);
