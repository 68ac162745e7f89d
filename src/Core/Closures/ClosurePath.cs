using System.Reflection;
using Flink.Core.Types;

namespace Flink.Core.Closures;

/// <summary>Says what cannot travel, and how it was reached.</summary>
internal static class ClosurePath
{
    private const string UsualAdvice = "Make it where it is used, in IRichFunction.Open";

    /// <summary>The error for a value that the walk has come to.</summary>
    /// <param name="node">The object that is being written.</param>
    /// <param name="element">The element of it at hand; -1 for none.</param>
    /// <param name="inline">The field of it at hand.</param>
    /// <param name="culprit">What cannot travel.</param>
    /// <param name="refusal">Why.</param>
    /// <param name="owner">What the graph belongs to.</param>
    public static ClosureException Refuse(
        ClosureNode? node, int element, IReadOnlyList<FieldInfo> inline, Type culprit, Refusal refusal, string owner)
    {
        var way = new List<ClosureNode>();
        for (var at = node; at is not null; at = at.Parent)
        {
            way.Insert(0, at);
        }

        var start = way.FindLastIndex(one => one.Value is Delegate);
        var function = start >= 0 ? ((Delegate)way[start].Value).Method : null;
        if (start < 0)
        {
            start = Math.Max(0, way.FindIndex(one => !IsEngine(one.Value.GetType())));
        }

        var steps = new List<string>();
        foreach (var one in way.Skip(start + 1))
        {
            AddSteps(steps, one.Fields, one.Element);
        }

        AddSteps(steps, inline, element);
        var path = string.Join(" -> ", steps);
        var location = function?.DeclaringType is null ? null : SourceLocation.Of(function);
        return new ClosureException(Describe(owner, way.Count > 0 ? way[start].Value : null, function, location, path, culprit, refusal), path, culprit, location);
    }

    private static string Describe(
        string owner, object? start, MethodInfo? function, SourceLocation? location, string path, Type culprit, Refusal refusal)
    {
        var where = location is null ? "" : $" ({location.File}:{location.Line})";
        var what = function?.DeclaringType is not null ? FunctionNames.Of(function) + where
            : start is null or Delegate ? "its function"
            : $"the object of {TypeNames.Display(start.GetType())}";
        var part = path.Length == 0 ? $"it is {refusal.What}" : $"{path}, a {TypeNames.Display(culprit)}, is {refusal.What}";
        var advice = (refusal.Advice ?? UsualAdvice).TrimEnd('.');
        return $"{owner}: {what} cannot travel to where it runs, since {part}. {advice}, keep it in a static field, or mark its field [NonSerialized].";
    }

    private static void AddSteps(List<string> steps, IEnumerable<FieldInfo> fields, int element)
    {
        if (element >= 0)
        {
            steps.Add($"[{element}]");
        }

        steps.AddRange(fields.Select(FunctionNames.Of).OfType<string>());
    }

    // What the API made around the user's function is not of interest to him.
    private static bool IsEngine(Type type) =>
        type.IsArray || type.Assembly == typeof(ClosurePath).Assembly || type.Assembly.GetName().Name == "Flink.Streaming" || Refusals.IsFramework(type);
}
