using System.Text.Json;

namespace Flink.Rest.Tests.Recorded;

/// <summary>Keys and JSON types of an answer, beside those that were recorded.</summary>
public sealed class Shape
{
    private readonly List<string> _differences = [];

    private Shape()
    {
    }

    /// <summary>Where the answer's shape differs; empty when it does not.</summary>
    /// <param name="recorded">The recorded answer.</param>
    /// <param name="answer">Ours.</param>
    /// <param name="mayAdd">Paths of keys that we have and Flink has not.</param>
    public static IReadOnlyList<string> Compare(JsonElement recorded, JsonElement answer, params string[] mayAdd)
    {
        var shape = new Shape();
        shape.Compare("$", [recorded], answer, mayAdd);
        return shape._differences;
    }

    private void Compare(string path, IReadOnlyList<JsonElement> recorded, JsonElement answer, string[] mayAdd)
    {
        var sameKind = recorded.Where(one => KindOf(one) == KindOf(answer)).ToArray();
        if (sameKind.Length == 0)
        {
            _differences.Add($"{path} is {KindOf(answer)}, recorded as {string.Join(" or ", recorded.Select(KindOf).Distinct())}");
        }
        else if (answer.ValueKind == JsonValueKind.Object)
        {
            CompareObjects(path, sameKind, answer, mayAdd);
        }
        else if (answer.ValueKind == JsonValueKind.Array)
        {
            CompareArrays(path, sameKind, answer, mayAdd);
        }
    }

    private void CompareObjects(string path, JsonElement[] recorded, JsonElement answer, string[] mayAdd)
    {
        foreach (var property in answer.EnumerateObject())
        {
            var there = recorded.Where(one => one.TryGetProperty(property.Name, out _)).Select(one => one.GetProperty(property.Name)).ToArray();
            if (there.Length > 0)
            {
                Compare($"{path}.{property.Name}", there, property.Value, mayAdd);
            }
            else if (!mayAdd.Contains($"{path}.{property.Name}"))
            {
                _differences.Add($"{path}.{property.Name} is not in the recorded answer");
            }
        }

        // A key that every recorded object of this place has must be there.
        foreach (var property in recorded[0].EnumerateObject())
        {
            if (recorded.All(one => one.TryGetProperty(property.Name, out _)) && !answer.TryGetProperty(property.Name, out _))
            {
                _differences.Add($"{path}.{property.Name} is missing");
            }
        }
    }

    private void CompareArrays(string path, JsonElement[] recorded, JsonElement answer, string[] mayAdd)
    {
        var elements = recorded.SelectMany(static one => one.EnumerateArray()).ToArray();
        if (answer.GetArrayLength() == 0 && recorded.All(static one => one.GetArrayLength() > 0))
        {
            _differences.Add($"{path} is empty");
        }

        foreach (var element in answer.EnumerateArray())
        {
            if (elements.Length > 0)
            {
                Compare(path + "[]", elements, element, mayAdd);
            }
        }
    }

    // Whole numbers and floats are told apart, since typed clients do.
    private static string KindOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => element.GetRawText().AsSpan().ContainsAny('.', 'e', 'E') ? "float" : "integer",
        var kind => kind.ToString().ToLowerInvariant(),
    };
}
