using Flink.Core.Types;

namespace Flink.Examples.SocketWordCount;

/// <summary>A word and how often it has occurred so far.</summary>
public struct WordCount(Utf8String word, long count)
{
    public Utf8String Word { get; set; } = word;

    public long Count { get; set; } = count;

    public override readonly string ToString() => $"{Word}: {Count}";
}
