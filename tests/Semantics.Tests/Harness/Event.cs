namespace Flink.Semantics.Tests.Harness;

/// <summary>The record type of the jobs under test.</summary>
public record struct Event(string Key, long Timestamp, long Value, string Text)
{
    /// <summary>The event as the recorded jobs printed it.</summary>
    public override readonly string ToString() => Text.Length == 0 ? $"{Key}@{Timestamp}={Value}" : $"{Key}@{Timestamp}={Value}:{Text}";
}
