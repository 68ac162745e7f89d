using CsCheck;
using Flink.Core.Types;

namespace Flink.Core.Tests.Types;

public class StableHashTests
{
    [Theory]
    [InlineData(0, 0UL)]
    [InlineData(1, 0xB456BCFC34C2CB2CUL)]
    [InlineData(-1, 0x64B5720B4B825F21UL)]
    public void Integers_hash_as_they_always_did(long value, ulong expected) => Assert.Equal(expected, StableHash.Of(value));

    [Theory]
    [InlineData("", 0x2D06800538D394C2UL)]
    [InlineData("a", 0xE6C632B61E964E1FUL)]
    [InlineData("abc", 0x78AF5F94892F3950UL)]
    public void Text_hashes_as_the_published_XXH3_of_its_bytes(string text, ulong expected)
    {
        Assert.Equal(expected, StableHash.Of(text));
        Assert.Equal(expected, StableHash.Of(Utf8String.From(text).Span));
    }

    [Fact]
    public void Long_text_hashes_as_its_bytes() => Gen.String[Gen.Char['\0', '\uD7FF'], 100, 3000].Sample(
        text => Assert.Equal(StableHash.Of(Utf8String.From(text).Span), StableHash.Of(text)), iter: 200);

    [Fact]
    public void Doubles_that_compare_equal_hash_equal()
    {
        Assert.Equal(StableHash.Of(0.0), StableHash.Of(-0.0));
        Assert.Equal(StableHash.Of(double.NaN), StableHash.Of(BitConverter.UInt64BitsToDouble(0x7FF8000000000123)));
        Assert.NotEqual(StableHash.Of(1.0), StableHash.Of(-1.0));
    }

    [Fact]
    public void Combining_depends_on_the_order_of_parts()
    {
        var (a, b) = (StableHash.Of(1L), StableHash.Of(2L));
        Assert.NotEqual(StableHash.Combine(a, b), StableHash.Combine(b, a));
        Assert.NotEqual(StableHash.Combine(a, a), StableHash.Combine(b, b));
    }
}
