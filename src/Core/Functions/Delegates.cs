namespace Flink.Core.Functions;

/// <summary>A function over a record by read-only reference: large structs are not copied on the way in.</summary>
public delegate TOut InFunc<TIn, out TOut>(in TIn record);

/// <summary>Changes a record in place.</summary>
public delegate void RefAction<T>(ref T record);

/// <summary>A test over a record by read-only reference.</summary>
public delegate bool InPredicate<T>(in T record);

/// <summary>Emits any number of results for one record.</summary>
public delegate void FlatMapAction<TIn, TOut>(in TIn record, Collector<TOut> output);

/// <summary>Consumes a record at the end of a stream.</summary>
/// <param name="record">The record; valid for the time of the call.</param>
/// <param name="timestamp">Its event timestamp, or <see cref="Records.Timestamp.None"/>.</param>
public delegate void SinkAction<T>(in T record, long timestamp);
