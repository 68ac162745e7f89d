using System.Text;
using CsCheck;
using Flink.Core.Tests.Harness;
using Flink.Core.Types;

namespace Flink.Core.Tests.Types;

public class Utf8WriterTests
{
    [Fact]
    public void Strings_keep_their_text_over_many_chunks() =>
        Gen.String[Gen.Char['\0', '\uD7FF'], 0, 200].List[0, 200].Sample(texts =>
        {
            var writer = new Utf8Writer(256);
            var written = texts.Select((text, i) => i % 2 == 0 ? writer.Write(text) : writer.Write(Utf8String.From(text).Span)).ToList();
            Assert.Equal(texts, written.Select(text => text.ToString()));
        });

    [Fact]
    public void Small_strings_share_a_chunk()
    {
        var writer = new Utf8Writer();
        var allocated = Allocated.Least(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                writer.Write("0123456789"u8);
            }
        });

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void A_long_string_gets_an_array_of_its_own_and_leaves_the_chunk_in_use()
    {
        var writer = new Utf8Writer(256);
        var first = writer.Write("ab"u8);
        var big = writer.Write(new byte[1000]);
        var second = writer.Write("cd"u8);

        Assert.Equal(1000, big.Length);
        Assert.Equal("ab", first.ToString());
        Assert.Equal("cd", second.ToString());
        Assert.Equal(big, big.Compact());
    }

    [Fact]
    public void Lower_case_changes_ascii_letters_only() =>
        Assert.Equal("hello wÖrld [@`{", new Utf8Writer().WriteLowerAscii(Utf8String.From("HeLLo WÖRLD [@`{").Span).ToString());

    [Fact]
    public void Room_that_is_not_taken_is_room_again()
    {
        var writer = new Utf8Writer(256);
        writer.Write("a"u8);
        "xyz"u8.CopyTo(writer.GetSpan(3));
        var kept = writer.Write("bc"u8);
        writer.GetSpan(200).Fill(1);
        var next = writer.Write("de"u8);

        Assert.Equal("bc", kept.ToString());
        Assert.Equal("de", next.ToString());
    }

    [Fact]
    public void More_than_the_room_cannot_be_taken()
    {
        var writer = new Utf8Writer(256);
        writer.GetSpan(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Take(257));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Take(-1));
    }

    [Fact]
    public void Lower_case_is_that_of_the_invariant_culture() =>
        Pick("a", "Z", "9", " ", "É", "ß", "Ω", "Ⱥ", "İ", "𐐀", "好").List[0, 100].Sample(parts =>
        {
            var text = string.Concat(parts);
            var expected = string.Concat(text.EnumerateRunes().Select(rune => Rune.ToLowerInvariant(rune).ToString()));

            Assert.Equal(expected, new Utf8Writer(256).WriteLower(Encoding.UTF8.GetBytes(text)).ToString());
        });

    [Fact]
    public void Lower_case_of_bytes_that_are_not_utf8_has_replacement_characters() =>
        Assert.Equal("a\uFFFD\uFFFDb", new Utf8Writer(256).WriteLower([(byte)'A', 0xFF, 0xFE, (byte)'B']).ToString());

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
