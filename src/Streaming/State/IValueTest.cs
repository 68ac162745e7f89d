namespace Flink.Streaming.State;

/// <summary>A test over the values of a table, as a struct so that it is compiled into the loop.</summary>
internal interface IValueTest<TValue>
{
    bool Matches(ref TValue value);
}
