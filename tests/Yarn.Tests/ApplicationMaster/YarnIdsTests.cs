using Flink.Core;
using Flink.Yarn.ApplicationMaster;
using Flink.Yarn.Clusters;

namespace Flink.Yarn.Tests.ApplicationMaster;

public sealed class YarnIdsTests
{
    [Theory]
    [InlineData("container_1795329897438_0001_01_000002")]
    [InlineData("container_e17_1795329897438_12345_01_1000002")]
    public void A_container_is_read_as_it_is_written(string text)
    {
        var id = YarnIds.Parse(text);

        Assert.Equal(text, YarnIds.Of(id));
        Assert.StartsWith("application_1795329897438_", YarnIds.ApplicationOf(id.Attempt), StringComparison.Ordinal);
        Assert.EndsWith("_000001", YarnIds.Of(id.Attempt), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("container")]
    [InlineData("container_1_2_3")]
    [InlineData("container_x_1_2_3_4")]
    [InlineData("container_1_2_3_x")]
    [InlineData("application_1_2_3_4")]
    [InlineData("container_1_2_3_4_5_6")]
    public void What_is_none_is_said(string text) => Assert.Throws<FlinkException>(() => YarnIds.Parse(text));

    [Theory]
    [InlineData("host:8041", "host", 8041)]
    [InlineData("::1:8041", "::1", 8041)]
    public void A_machine_is_read_as_it_is_written(string text, string host, int port)
    {
        var node = YarnIds.ParseNode(text);

        Assert.Equal((host, port), (node.Host, node.Port));
        Assert.Equal(text, YarnIds.Of(node));
    }

    [Fact]
    public void A_value_reaches_a_process_through_the_quotes_of_a_shell() =>
        Assert.Equal("""a\"b\$c\`d\\e f'g""", ContainerCommand.Quote("""a"b$c`d\e f'g"""));
}
