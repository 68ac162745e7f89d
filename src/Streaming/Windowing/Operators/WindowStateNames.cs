using Flink.Core;
using Flink.Core.State;
using Flink.Streaming.State;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Under which names window operators store what windows hold. Each kind of operator has a name of its own.</summary>
internal static class WindowStateNames
{
    /// <summary>Of the operator that runs all windows.</summary>
    public const string General = "window-contents";

    /// <summary>Of the operator that runs sessions.</summary>
    public const string Sessions = "session-windows";

    private static readonly string[] _all = [General, Sessions];

    /// <summary>Stores what the windows hold beside their state.</summary>
    public static void WriteSchema<TKey, TWindow, TState>(StateWriter state, string name) =>
        state.WriteSchema(name, SchemaOf<TKey, TWindow, TState>(name).ToBytes());

    /// <summary>Refuses the state of windows that were something else.</summary>
    /// <exception cref="FlinkException">The stored windows were of another kind, or held something else.</exception>
    public static void CheckRestored<TKey, TWindow, TState>(StateReader state, string name, string operatorName)
    {
        foreach (var stored in state.Names)
        {
            if (stored != name && _all.Contains(stored, StringComparer.Ordinal))
            {
                throw new FlinkException(
                    $"The windows of '{operatorName}' were stored as '{stored}', and are now kept as '{name}': their assigner, trigger, evictor or kind of function has changed. "
                    + "Restore with the windows that were stored, or give the operator another uid to start without their state.");
            }
        }

        var schema = state.ReadSchema(name);
        if (!schema.IsEmpty)
        {
            SchemaOf<TKey, TWindow, TState>(name).CheckRestoredFrom(StateSchema.Parse(name, operatorName, schema.Span), name, operatorName);
        }
    }

    private static StateSchema SchemaOf<TKey, TWindow, TState>(string name) =>
        new(name, $"{typeof(TKey)}, {typeof(TWindow)} -> {typeof(TState)}", Expires: false);
}
