namespace Flink.Runtime.Configuration;

/// <summary>A key of a plain text.</summary>
/// <param name="Key">With those around it, dotted.</param>
/// <param name="Value">Null when the line gives none.</param>
/// <param name="Line">From 1.</param>
internal sealed record PlainYamlLine(string Key, string? Value, int Line);
