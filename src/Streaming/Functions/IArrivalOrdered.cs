namespace Flink.Streaming.Functions;

/// <summary>Marks a reduction whose result depends on the order in which records come, and not only on which.</summary>
internal interface IArrivalOrdered;
