using Flink.Core.Types;

namespace Flink.Benchmarks.Records;

/// <summary>Two numbers and a text of 100 bytes that stays UTF-8.</summary>
internal struct Utf8Event : IKeyedSample<Utf8Event>
{
    public long Key;
    public long Value;
    public Utf8String Text;

    public static Utf8Event Make(int number)
    {
        var text = TextEvent.Make(number);
        return new Utf8Event { Key = text.Key, Value = text.Value, Text = Utf8String.From(text.Text) };
    }

    public static long KeyOf(Utf8Event record) => record.Key;

    public static long Checksum(in Utf8Event record) => (record.Key ^ record.Value) + record.Text.Length;
}
