using System.Text;
using CsCheck;
using Flink.Core.Types;

namespace Flink.Core.Tests.Types;

public class Utf8WordsTests
{
    [Fact]
    public void Words_are_the_longest_runs_of_letters_and_digits()
    {
        var pieces = Pick("a", "B", "zZ", "07", " ", "-", "_", "@", "[", "`", "{", "/", ":", "é", "Ü", "ß", "…", "好", "𝒜", "🙂", new string('x', 70), new string(' ', 50));
        pieces.List[0, 60].Sample(parts =>
        {
            var text = string.Concat(parts);

            Assert.Equal(Expected(text), WordsOf(Slice(Encoding.UTF8.GetBytes(text))));
        });
    }

    [Fact]
    public void Bytes_that_are_not_utf8_separate_words() =>
        Pick<byte>((byte)'a', (byte)'Q', (byte)'9', (byte)' ', 0x80, 0xC3, 0xA9, 0xE2, 0x82, 0xF0, 0xFF).Array[0, 200].Sample(bytes =>
        {
            var expected = Expected(bytes);

            Assert.Equal(expected, WordsOf(Slice(bytes)));
        });

    [Theory]
    [InlineData("word", true)]
    [InlineData("42nd", true)]
    [InlineData("Word", false)]
    [InlineData("worD", false)]
    [InlineData("é", false)]
    public void A_word_of_lower_case_letters_and_digits_says_so(string word, bool isLowerAscii)
    {
        foreach (var before in (int[])[0, 1, 30, 60, 61, 63, 64, 127])
        {
            var words = new Utf8Words(Utf8String.From(new string('.', before) + word + " X é"));

            Assert.True(words.MoveNext());
            Assert.Equal(word, words.Current.ToString());
            Assert.Equal(isLowerAscii, words.IsLowerAscii);
        }
    }

    [Fact]
    public void After_the_last_word_there_is_none()
    {
        var words = new Utf8Words(Utf8String.From(new string('x', 128)));

        Assert.True(words.MoveNext());
        Assert.Equal(128, words.Current.Length);
        Assert.False(words.MoveNext());
        Assert.False(words.MoveNext());
    }

    private static List<string> WordsOf(Utf8String text)
    {
        List<string> found = [];
        for (var words = new Utf8Words(text); words.MoveNext();)
        {
            found.Add(words.Current.ToString());
        }

        return found;
    }

    // Letters on both sides of the slice must not be seen.
    private static Utf8String Slice(byte[] bytes) => Utf8String.Wrap([(byte)'x', .. bytes, (byte)'x'], 1, bytes.Length);

    private static List<string> Expected(string text) => Expected(Encoding.UTF8.GetBytes(text));

    private static List<string> Expected(ReadOnlySpan<byte> bytes)
    {
        List<string> words = [];
        var word = new StringBuilder();
        while (!bytes.IsEmpty)
        {
            Rune.DecodeFromUtf8(bytes, out var rune, out var length);
            bytes = bytes[length..];
            if (Rune.IsLetterOrDigit(rune))
            {
                word.Append(rune);
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
