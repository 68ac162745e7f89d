namespace Flink.Benchmarks.Records;

/// <summary>Two numbers and a text of 100 characters.</summary>
internal struct TextEvent : IKeyedSample<TextEvent>
{
    private const int TextLength = 100;

    public long Key;
    public long Value;
    public string Text;

    public static TextEvent Make(int number) =>
        new() { Key = number * 7919L, Value = number, Text = $"event {number} ".PadRight(TextLength, 'x') };

    public static long KeyOf(TextEvent record) => record.Key;

    public static long Checksum(in TextEvent record) => (record.Key ^ record.Value) + record.Text.Length;
}
