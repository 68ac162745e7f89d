namespace Flink.Runtime.Slots;

/// <summary>Name of a worker within its cluster (<c>taskmanager.resource-id</c>, else host, port and a random part); stays the same over its registrations.</summary>
/// <param name="Value">As REST and logs show it.</param>
public readonly record struct TaskManagerId(string Value) : IComparable<TaskManagerId>
{
    /// <summary>By code points, so that an order over workers is the same in every process.</summary>
    public int CompareTo(TaskManagerId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
