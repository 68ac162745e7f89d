namespace Flink.Benchmarks.Records;

/// <summary>The record of the window figures, 32 bytes.</summary>
internal struct Reading
{
    public long Key;
    public long Value;
    public long Number;
    public long Extra;
}
