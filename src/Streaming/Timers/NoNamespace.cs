namespace Flink.Streaming.Timers;

/// <summary>The namespace of timers that have none.</summary>
public readonly struct NoNamespace;
