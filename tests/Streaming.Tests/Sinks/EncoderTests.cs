using System.Text;
using System.Text.Json;
using CsCheck;
using Flink.Core.Tests.Harness;
using Flink.Core.Types;
using Flink.Streaming.Sinks;

namespace Flink.Streaming.Tests.Sinks;

public sealed class EncoderTests
{
    private static readonly string[] _pieces = ["a", ",", "\"", "\n", "\r", "€", " ", ";", ""];

    private static readonly Gen<string> _text =
        Gen.Int[0, _pieces.Length - 1].Array[0, 8].Select(indices => string.Concat(indices.Select(index => _pieces[index])));

    private enum Color
    {
        Red,
    }

    [Fact]
    public void Text_is_culture_invariant_and_one_line_a_record()
    {
        Assert.Equal("1.5\n", Encode(new TextEncoder<double>(), 1.5));
        Assert.Equal("-3\n", Encode(new TextEncoder<int>(), -3));
        Assert.Equal("grün\n", Encode(new TextEncoder<string>(), "grün"));
        Assert.Equal("grün\n", Encode(new TextEncoder<Utf8String>(), Utf8String.From("grün")));
        Assert.Equal("(a, 1)\n", Encode(new TextEncoder<(string, int)>(), ("a", 1)));
        Assert.Equal($"{new string('9', 200)}\n", Encode(new TextEncoder<System.Numerics.BigInteger>(), System.Numerics.BigInteger.Pow(10, 200) - 1));
    }

    [Fact]
    public void Formatting_a_struct_allocates_nothing()
    {
        var buffer = new EncodeBuffer();
        var text = new TextEncoder<long>();
        var csv = new CsvEncoder<(Utf8String, long)>();
        var word = Utf8String.From("word");

        Assert.Equal(0, Allocated.Least(() => Format(text, csv, word, buffer)));
    }

    [Fact]
    public void Csv_columns_are_the_members_in_the_order_of_their_declaration()
    {
        Assert.Equal("Zulu,Alpha,Extra\n", Header(new CsvEncoder<Order>(header: true)));
        Assert.Equal("z,1,\n", Encode(new CsvEncoder<Order>(), new Order("z", 1)));
        Assert.Equal("z,1,2026-01-02T03:04:05.0000000Z\n", Encode(
            new CsvEncoder<Order>(), new Order("z", 1) { Extra = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc) }));
        Assert.Equal("word,3\n", Encode(new CsvEncoder<(Utf8String, long)>(), (Utf8String.From("word"), 3)));
        Assert.Equal("1;2;3;4;5;6;7;8;true\n", Encode(new CsvEncoder<(int, int, int, int, int, int, int, int, bool)>(';'), (1, 2, 3, 4, 5, 6, 7, 8, true)));
        Assert.Equal("Item1,Item2,Item3,Item4,Item5,Item6,Item7,Item8\n", Header(new CsvEncoder<(int, int, int, int, int, int, int, int)>(header: true)));
        Assert.Equal("Red,0.1\n", Encode(new CsvEncoder<(Color, double)>(), (Color.Red, 0.1)));
    }

    [Fact]
    public void Csv_values_come_back_as_they_were()
    {
        Gen.Select(_text, _text, _text).Array[1, 4].Sample(rows =>
        {
            var encoder = new CsvEncoder<(string, string, string)>();
            var csv = string.Concat(rows.Select(row => Encode(encoder, row)));

            Assert.Equal(rows.Select(row => new[] { row.Item1, row.Item2, row.Item3 }), ParseCsv(csv));
        });
    }

    [Fact]
    public void Csv_row_of_one_empty_value_is_no_empty_line()
    {
        Assert.Equal("\"\"\n", Encode(new CsvEncoder<string>(), ""));
        Assert.Equal("plain\n", Encode(new CsvEncoder<string>(), "plain"));
    }

    [Fact]
    public void Csv_of_nested_records_is_refused_with_the_column()
    {
        var failure = Assert.Throws<ArgumentException>(() => new CsvEncoder<(int, List<int>)>());

        Assert.Contains("its column 'Item2' is a System.Collections.Generic.List", failure.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new CsvEncoder<int>('"'));
        Assert.Throws<ArgumentException>(() => new CsvEncoder<int>('€'));
    }

    [Fact]
    public void Json_lines_hold_one_record_each()
    {
        Assert.Equal("{\"Zulu\":\"a\\nb\",\"Alpha\":7,\"Extra\":null}\n", Encode(new JsonLinesEncoder<Order>(), new Order("a\nb", 7)));
        Assert.Equal("{\"Item1\":\"w\",\"Item2\":2}\n", Encode(new JsonLinesEncoder<(Utf8String, long)>(), (Utf8String.From("w"), 2)));
        Assert.Equal("1\n2\n", Encode(new JsonLinesEncoder<int>(), 1, 2));
        Assert.Throws<ArgumentException>(() => new JsonLinesEncoder<int>(new JsonSerializerOptions { WriteIndented = true }));
    }

    private static void Format(TextEncoder<long> text, CsvEncoder<(Utf8String, long)> csv, Utf8String word, EncodeBuffer buffer)
    {
        for (var i = 0L; i < 1000; i++)
        {
            buffer.Clear();
            text.Encode(in i, buffer);
            (Utf8String, long) pair = (word, i);
            csv.Encode(in pair, buffer);
        }
    }

    private static string Header<T>(IRecordEncoder<T> encoder)
    {
        var buffer = new EncodeBuffer();
        encoder.EncodeHeader(buffer);
        return Encoding.UTF8.GetString(buffer.Written.Span);
    }

    private static string Encode<T>(IRecordEncoder<T> encoder, params T[] records)
    {
        var buffer = new EncodeBuffer();
        foreach (var record in records)
        {
            encoder.Encode(in record, buffer);
        }

        return Encoding.UTF8.GetString(buffer.Written.Span);
    }

    /// <summary>A reader written from RFC 4180, section 2, with "\n" as the end of a row.</summary>
    private static List<string[]> ParseCsv(string csv)
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        for (var i = 0; i < csv.Length; i++)
        {
            var value = new StringBuilder();
            if (csv[i] == '"')
            {
                for (i++; csv[i] != '"' || (i + 1 < csv.Length && csv[i + 1] == '"'); i++)
                {
                    i += csv[i] == '"' ? 1 : 0;
                    value.Append(csv[i]);
                }

                i++;
            }
            else
            {
                for (; csv[i] is not (',' or '\n'); i++)
                {
                    value.Append(csv[i]);
                }
            }

            row.Add(value.ToString());
            if (csv[i] == '\n')
            {
                rows.Add([.. row]);
                row.Clear();
            }
        }

        return rows;
    }

    private sealed record Order(string Zulu, int Alpha)
    {
        public DateTime? Extra { get; init; }
    }
}
