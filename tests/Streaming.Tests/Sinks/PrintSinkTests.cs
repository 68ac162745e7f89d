using System.Text;
using Flink.Core.Sinks;
using Flink.Streaming.Sinks;

namespace Flink.Streaming.Tests.Sinks;

public sealed class PrintSinkTests
{
    [Theory]
    [InlineData(1, "", "1\n2\n")]
    [InlineData(3, "", "2> 1\n2> 2\n")]
    [InlineData(1, "in", "in> 1\nin> 2\n")]
    [InlineData(3, "in", "in:2> 1\nin:2> 2\n")]
    public void Lines_begin_as_in_Flink(int parallelism, string identifier, string expected)
    {
        using var target = new MemoryStream();
        SinkDriver<int>.Run(new PrintSink<int>(identifier: identifier) { Target = target }, parallelism / 2, parallelism, 1, 2);

        Assert.Equal(expected, Encoding.UTF8.GetString(target.ToArray()));
    }

    [Fact]
    public void Records_are_printed_with_their_batch()
    {
        using var target = new MemoryStream();
        using var driver = new SinkDriver<string>(new PrintSink<string> { Target = target });
        driver.Write("now");

        Assert.Equal("now\n", Encoding.UTF8.GetString(target.ToArray()));
    }
}
