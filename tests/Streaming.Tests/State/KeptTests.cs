using Flink.Core.Types;
using Flink.Streaming.State;

namespace Flink.Streaming.Tests.State;

public class KeptTests
{
    [Fact]
    public void Compaction_says_whether_a_text_held_bytes_of_others()
    {
        var chunk = Utf8String.From("first second");
        var value = (chunk.Slice(0, 5), 1, (7L, chunk.Slice(6)));

        Assert.True(Kept<(Utf8String, int, (long, Utf8String))>.Compact(ref value));
        Assert.True(value.Item1.IsCompact);
        Assert.True(value.Item3.Item2.IsCompact);
        Assert.Equal(("first", "second"), (value.Item1.ToString(), value.Item3.Item2.ToString()));
        Assert.False(Kept<(Utf8String, int, (long, Utf8String))>.Compact(ref value));
    }

    [Fact]
    public void Empty_slice_of_a_chunk_is_loose_and_an_empty_text_is_not()
    {
        Assert.False(Utf8String.From("chunk").Slice(5).IsCompact);
        Assert.True(Utf8String.From("chunk").Slice(5).Compact().IsCompact);
        Assert.True(Utf8String.Empty.IsCompact);
    }
}
