using CsCheck;
using Flink.Core.Configuration;

namespace Flink.Core.Tests.Configuration;

public class MemorySizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("4096", 4096)]
    [InlineData("256b", 256)]
    [InlineData("32kb", 32 * 1024)]
    [InlineData("64 mb", 64L << 20)]
    [InlineData("1728m", 1728L << 20)]
    [InlineData(" 1 GB ", 1L << 30)]
    [InlineData("2 tebibytes", 2L << 40)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Every_form_of_Flink_is_read(string text, long bytes) => Assert.Equal(bytes, MemorySize.Parse(text).Bytes);

    [Theory]
    [InlineData("")]
    [InlineData("mb")]
    [InlineData("-1 mb")]
    [InlineData("1.5 gb")]
    [InlineData("1 gib")]
    [InlineData("1 mb mb")]
    [InlineData("9223372036854775808")]
    [InlineData("8388608 tb")]
    public void Other_forms_are_refused(string text) => Assert.False(MemorySize.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(1500, "1500 bytes")]
    [InlineData(64L << 20, "64 mb")]
    [InlineData(1L << 40, "1 tb")]
    public void Text_uses_the_largest_unit_without_a_fraction(long bytes, string text) => Assert.Equal(text, new MemorySize(bytes).ToString());

    [Fact]
    public void Text_reads_back_to_the_same_size() =>
        Gen.Select(Gen.Long[0, long.MaxValue >> 40], Gen.Int[0, 4])
            .Select(pair => new MemorySize(pair.Item1 << (10 * pair.Item2)))
            .Sample(size => MemorySize.Parse(size.ToString()) == size);
}
