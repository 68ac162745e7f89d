using System.Runtime.CompilerServices;
using System.Text;
using CsCheck;
using Flink.Core.Types;

namespace Flink.Core.Tests.Types;

public class Utf8StringTests
{
    [Fact]
    public void A_string_is_sixteen_bytes() => Assert.Equal(16, Unsafe.SizeOf<Utf8String>());

    [Fact]
    public void The_default_value_is_the_empty_string()
    {
        Assert.True(default(Utf8String).IsEmpty);
        Assert.Equal(default, Utf8String.From(""));
        Assert.Equal(default(Utf8String).GetHashCode(), Utf8String.From("").GetHashCode());
        Assert.Equal("", default(Utf8String).ToString());
        Assert.Equal(default, default(Utf8String).Slice(0, 0).Trim().Compact());
    }

    [Fact]
    public void Text_survives_encoding_and_decoding() => Gen.String[Gen.Char['\0', '\uD7FF'], 0, 50].Sample(text =>
    {
        var utf8 = Utf8String.From(text);
        Assert.Equal(text, utf8.ToString());
        Assert.Equal(Encoding.UTF8.GetBytes(text), utf8.Span.ToArray());
        Assert.Equal(text, $"{utf8}");
        Assert.True(utf8.Equals(text));
        Assert.False(utf8.Equals(text + "x"));
        Assert.False(utf8.Equals(text.Length == 0 ? null : text[..^1] + (char)(text[^1] ^ 1)));
    });

    [Fact]
    public void Order_is_that_of_unsigned_bytes() =>
        Gen.Select(Gen.Byte.Array[0, 6], Gen.Byte.Array[0, 6]).Sample((a, b) =>
        {
            var (left, right) = (Utf8String.FromUtf8(a), Utf8String.FromUtf8(b));
            var expected = a.AsSpan().SequenceCompareTo(b);
            Assert.Equal(Math.Sign(expected), Math.Sign(left.CompareTo(right)));
            Assert.Equal(expected == 0, left == right);
            Assert.Equal(expected < 0, left < right);
            Assert.Equal(expected >= 0, left >= right);
        });

    [Fact]
    public void Slices_of_different_chunks_with_the_same_text_are_equal()
    {
        var a = Utf8String.From("the quick fox").Slice(4, 5);
        var b = Utf8String.From("quick");

        Assert.Equal(b, a);
        Assert.Equal(b.GetHashCode(), a.GetHashCode());
        Assert.NotEqual(b, a.Slice(1));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 6)]
    [InlineData(5, 1)]
    [InlineData(2, -1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void A_slice_outside_the_text_is_refused(int start, int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Utf8String.From("hello").Slice(start, length));

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(2, 9)]
    [InlineData(11, 0)]
    [InlineData(3, -1)]
    public void A_wrapped_slice_must_lie_in_its_array(int offset, int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Utf8String.Wrap(new byte[10], offset, length));

    [Fact]
    public void A_compact_copy_does_not_share_the_chunk()
    {
        var chunk = "hello world"u8.ToArray();
        var compact = Utf8String.Wrap(chunk, 0, 5).Compact();
        chunk.AsSpan().Clear();

        Assert.Equal("hello", compact.ToString());
    }

    [Theory]
    [InlineData("  a b\t\r\n", "a b")]
    [InlineData(" \n ", "")]
    [InlineData("ab", "ab")]
    public void Trim_removes_ascii_white_space_at_both_ends(string text, string expected) =>
        Assert.Equal(expected, Utf8String.From(text).Trim().ToString());

    [Theory]
    [InlineData("42", true, 42)]
    [InlineData("-9223372036854775808", true, long.MinValue)]
    [InlineData("9223372036854775808", false, 0)]
    [InlineData("4 2", false, 0)]
    [InlineData("", false, 0)]
    public void Integers_parse_only_when_they_fill_the_text(string text, bool parses, long expected)
    {
        Assert.Equal(parses, Utf8String.From(text).TryParseInt64(out var value));
        Assert.Equal(expected, value);
    }

    [Fact]
    public void Doubles_parse_without_regard_to_culture()
    {
        Assert.True(Utf8String.From("-1.5e3").TryParseDouble(out var value));
        Assert.Equal(-1500, value);
        Assert.False(Utf8String.From("1,5").TryParseDouble(out _));
    }

    [Fact]
    public void Search_works_in_bytes()
    {
        var text = Utf8String.From("key=välue");
        Assert.Equal(3, text.IndexOf((byte)'='));
        Assert.Equal(-1, text.IndexOf((byte)'#'));
        Assert.Equal(5, text.IndexOf("ä"u8));
        Assert.True(text.StartsWith("key"u8));
        Assert.True(text.EndsWith("lue"u8));
        Assert.Equal((byte)'y', text[2]);
    }

    [Fact]
    public void Formatting_into_a_span_that_is_too_small_fails_without_writing_a_count()
    {
        IUtf8SpanFormattable text = Utf8String.From("hello");
        Assert.False(text.TryFormat(new byte[4], out var written, default, null));
        Assert.Equal(0, written);
    }
}
