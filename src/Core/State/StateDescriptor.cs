namespace Flink.Core.State;

/// <summary>Names a state of an operator and says how it is kept.</summary>
/// <remarks>
/// Made once, for example in a field of the function, and given to <see cref="Functions.RuntimeContext"/> in
/// <see cref="Functions.IRichFunction.Open"/>. It is data and travels with its function.
/// </remarks>
public abstract class StateDescriptor
{
    private protected StateDescriptor(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>Name of the state, unique in its operator: the state is found again by it.</summary>
    public string Name { get; }

    /// <summary>When values expire; null when they do not.</summary>
    public StateTtlConfig? Ttl { get; private set; }

    /// <summary>The kind of state in Flink's word, such as <c>ValueState</c>, for messages.</summary>
    public abstract string Kind { get; }

    /// <summary>The types of what is kept, in the order of the type parameters: those of the descriptor that are stored.</summary>
    public abstract IReadOnlyList<Type> StoredTypes { get; }

    /// <summary>Lets values expire. Whether a state has a time to live cannot change once it is stored; its settings can.</summary>
    /// <exception cref="ArgumentNullException">The configuration is null.</exception>
    public void EnableTimeToLive(StateTtlConfig ttl)
    {
        ArgumentNullException.ThrowIfNull(ttl);
        Ttl = ttl;
    }

    /// <summary>The state as one writes it in C#: <c>ValueState&lt;System.Int64&gt; 'count'</c>.</summary>
    public override string ToString() => $"{Kind}<{string.Join(", ", StoredTypes)}> '{Name}'";
}
