using Flink.Core.Configuration;

namespace Flink.Core.Tests.Configuration;

public class PortRangeTextTests
{
    [Theory]
    [InlineData("0", new[] { 0 })]
    [InlineData("8081", new[] { 8081 })]
    [InlineData("8081-8083", new[] { 8081, 8082, 8083 })]
    [InlineData("50100-50101, 50050", new[] { 50100, 50101, 50050 })]
    public void Ports_come_in_the_order_of_the_text(string text, int[] ports) => Assert.Equal(ports, PortRangeText.Ports(text));

    [Theory]
    [InlineData("")]
    [InlineData("http")]
    [InlineData("8081,")]
    [InlineData("8083-8081")]
    [InlineData("1-2-3")]
    [InlineData("65536")]
    [InlineData("-1")]
    public void Other_texts_are_refused(string text) =>
        Assert.Contains($"'{text}'", Assert.Throws<ConfigurationException>(() => PortRangeText.Ports(text)).Message, StringComparison.Ordinal);
}
