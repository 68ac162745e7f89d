using Flink.Core;
using Flink.Core.Sources;
using Flink.Core.Types;
using Flink.Streaming.Sources;

namespace Flink.Streaming.Tests.Sources;

public sealed class StdinSourceTests
{
    [Fact]
    public void Input_is_read_to_its_end()
    {
        using var driver = new SourceDriver<Utf8String, EndpointSplit>(
            new StdinSource { Open = () => new MemoryStream([0xEF, 0xBB, 0xBF, .. "one\r\ntwo\n\nlast"u8]) });
        driver.Readers[0].PollUntil(() => driver.Readers[0].Ended);

        Assert.Equal(["one", "two", "", "last"], driver.Readers[0].Records.Select(line => line.ToString()));
    }

    [Fact]
    public void Restored_job_says_that_the_input_is_gone()
    {
        var source = new StdinSource { Open = () => new MemoryStream("one\ntwo\n"u8.ToArray()) };
        using var first = new SourceDriver<Utf8String, EndpointSplit>(source, batchSize: 1);
        first.Readers[0].PollUntil(() => first.Readers[0].Records.Count == 1);

        using var second = new SourceDriver<Utf8String, EndpointSplit>(source, restored: first.Snapshot());
        var failure = Assert.Throws<FlinkException>(() => second.Readers[0].Poll());

        Assert.StartsWith("The standard input can't be read again after a restart", failure.Message, StringComparison.Ordinal);
    }
}
