using CsCheck;
using Flink.Core.Configuration;

namespace Flink.Core.Tests.Configuration;

public class DelimitedTextTests
{
    [Fact]
    public void Quotes_protect_the_delimiter() => Assert.Equal(["a;b", "c", "it's"], DelimitedText.Split("'a;b'; c ;'it''s'", ';'));

    [Fact]
    public void An_open_quote_is_refused() => Assert.Throws<FormatException>(() => DelimitedText.Split("'a;b", ';'));

    [Fact]
    public void Lists_read_back() =>
        Gen.String[Gen.Char["ab;'\" ,:"], 0, 6].List[0, 5].Sample(parts => DelimitedText.Split(DelimitedText.Join(parts, ';'), ';').SequenceEqual(parts));

    [Fact]
    public void Maps_read_back() =>
        Gen.Dictionary(Gen.String[Gen.Char["ab:,'"], 1, 4], Gen.String[Gen.Char["ab:,'\""], 0, 5])[0, 5].Sample(map =>
            MapText.TryRead(MapText.Write(map), out var read)
            && read.OrderBy(pair => pair.Key, StringComparer.Ordinal).SequenceEqual(map.OrderBy(pair => pair.Key, StringComparer.Ordinal)));

    [Theory]
    [InlineData("a")]
    [InlineData(":1")]
    [InlineData("a:1,a:2")]
    [InlineData("a:1,,b:2")]
    public void Broken_maps_are_refused(string text) => Assert.False(MapText.TryRead(text, out _));

    [Fact]
    public void Only_the_first_colon_of_an_entry_divides()
    {
        Assert.True(MapText.TryRead("url:http://h:1,b:2", out var map));
        Assert.Equal("http://h:1", map["url"]);
    }
}
