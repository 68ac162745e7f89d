using Flink.Core;
using Flink.Core.State;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Under which names window operators store what windows hold. Each kind of operator has a name of its own.</summary>
internal static class WindowStateNames
{
    /// <summary>Of the operator that runs all windows.</summary>
    public const string General = "window-contents";

    /// <summary>Of the operator that runs sessions.</summary>
    public const string Sessions = "session-windows";

    private static readonly string[] _all = [General, Sessions];

    /// <summary>Refuses the state of windows that another kind of operator stored.</summary>
    /// <exception cref="FlinkException">There is such state.</exception>
    public static void RefuseOthers(StateReader state, string name, string operatorName)
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
    }
}
