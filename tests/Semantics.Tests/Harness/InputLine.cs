namespace Flink.Semantics.Tests.Harness;

/// <summary>A line of a case's input; Golden/README.md tells what its fields mean for each kind.</summary>
public sealed record InputLine(string Stream, LineKind Kind, string Key, long Timestamp, long Value, string Text);
