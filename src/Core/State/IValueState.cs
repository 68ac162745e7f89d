namespace Flink.Core.State;

/// <summary>One value for each key.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
/// <remarks>
/// Values go in and out by copy: what a function does to an object that it stored or got changes the state only through
/// <see cref="Update"/> or <see cref="Ref"/>. Structs without references are as cheap as a field. Source: Flink's ValueState.
/// </remarks>
public interface IValueState<T> : IState
{
    /// <summary>The current key's value; null (of a struct: its default) when there is none.</summary>
    T? Value { get; }

    /// <summary>Gives the current key's value where there is one.</summary>
    /// <param name="value">The value, else the default of the type.</param>
    bool TryGetValue(out T? value);

    /// <summary>Sets the current key's value. Null clears it, as in Flink.</summary>
    void Update(in T? value);

    /// <summary>The place of the current key's value, to be read and changed without a copy; made with the default value if there is none.</summary>
    /// <returns>Valid until the next use of any state by this operator, and not beyond the function's call. Null written to it is no value.</returns>
    ref T Ref();
}
