namespace Flink.Semantics.Tests.Harness;

/// <summary>What a line of a case's input is.</summary>
public enum LineKind
{
    Record,
    Watermark,
    Idle,
    Sleep,
}
